//! `biblioset demo`: fresh data, real flows, an account for every role.

use std::net::SocketAddr;
use std::path::PathBuf;

use access::{PasswordCost, Settings};
use anyhow::{Context, Result};
use clap::Args;
use jiff::civil::Date;

use super::DataArguments;

#[derive(Args)]
pub struct DemoArguments {
    /// Адрес и порт
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// День, в котором живёт демонстрация (по умолчанию — из набора региона)
    #[arg(long)]
    today: Option<Date>,
    /// Папка, в которой данные сохранятся; без неё они временные
    #[arg(long)]
    data: Option<PathBuf>,
    /// Адрес пустой базы PostgreSQL вместо `SQLite`
    #[arg(long)]
    database: Option<String>,
    /// Регион: код встроенного набора или папка с файлом region.yaml
    #[arg(long, default_value = crate::regions::default_code())]
    region: String,
    /// Адрес счётчиков /metrics; без него счётчики не отдаются
    #[arg(long)]
    metrics: Option<SocketAddr>,
}

pub async fn run(arguments: DemoArguments) -> Result<()> {
    super::start_logging("warn");
    let region = crate::regions::load(&arguments.region)?;
    let today = arguments.today.unwrap_or(region.region.demo_today);
    let zone = region.region.tz().context("часовой пояс региона")?;
    // Ten in the morning: the working day has begun, everything recorded «today» is already there.
    let morning = region.region.instant(today.at(10, 0, 0, 0)).context("день демонстрации")?;
    let temporary = tempfile::tempdir().context("временная папка")?;
    let data = arguments.data.clone().unwrap_or_else(|| temporary.path().to_owned());
    let data = DataArguments { data, database: arguments.database.clone(), region: arguments.region.clone() };
    let settings = Settings {
        demo: true,
        secure_cookies: false,
        // The password is printed on the login page: hashing it at 19 MB a time would guard nothing.
        password_cost: PasswordCost::Test,
        // A port that the system chooses is not known yet.
        public_address: (arguments.listen.port() != 0).then(|| format!("http://{}", arguments.listen)),
        ..Settings::default()
    };
    let clock = store::Clock::running_from(morning, zone);
    let house = data.open_with(region, clock, settings).await?;
    let token = crate::demo::seed(&house).await.context("демонстрационные данные")?;
    crate::server::serve(house.clone(), arguments.listen, arguments.metrics, |address| {
        print_welcome(&house, address, token.as_deref());
    })
    .await
}

fn print_welcome(house: &access::House, address: SocketAddr, token: Option<&str>) {
    let accounts = &house.region.demo.accounts;
    println!(
        "\nБиблиосеть, демонстрация: {}, {}",
        house.region.region.name,
        ui::ru::date_long(house.clock.today())
    );
    println!("Откройте http://{address}/\n");
    println!(
        "Учётные записи (пароль у всех один: {}):",
        accounts.first().map_or("", |account| &account.password)
    );
    for account in accounts {
        let note = match account.state {
            access::MembershipState::Active => "",
            access::MembershipState::Invited => " — приглашение не принято",
            access::MembershipState::Suspended => " — доступ приостановлен",
            access::MembershipState::Ended => " — полномочия завершены",
        };
        println!(
            "  {:<18} {}, {}{note}",
            account.login,
            house.role_title(account.role),
            house.organisation_title(&account.organisation)
        );
    }
    if let Some(token) = token {
        println!("\nКлюч доступа к API (Authorization: Bearer …): {token}");
    }
    println!("\nОстановить: Ctrl-C");
}
