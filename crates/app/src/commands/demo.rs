//! `biblioset demo`: fresh data, real flows, an account for every role.

use std::net::SocketAddr;
use std::path::PathBuf;

use access::{PasswordCost, Settings};
use anyhow::{Context, Result};
use clap::Args;
use jiff::civil::{Date, DateTime};

use super::DataArguments;

#[derive(Args)]
pub struct DemoArguments {
    /// Адрес и порт
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// День, в котором живёт демонстрация, или день с часом: 2024-10-15T10:00 (по умолчанию — из набора региона)
    #[arg(long, value_parser = day_or_hour)]
    today: Option<DateTime>,
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
    let start = arguments.today.unwrap_or_else(|| working_day(region.region.demo_today));
    let zone = region.region.tz().context("часовой пояс региона")?;
    let start = region.region.instant(start).context("день демонстрации")?;
    let temporary = tempfile::tempdir().context("временная папка")?;
    let data = arguments.data.clone().unwrap_or_else(|| temporary.path().to_owned());
    let data = DataArguments { data, database: arguments.database.clone(), region: arguments.region.clone() };
    let listener = crate::server::listen(arguments.listen).await?;
    let settings = Settings {
        demo: true,
        secure_cookies: false,
        // The password is printed on the login page: hashing it at 19 MB a time would guard nothing.
        password_cost: PasswordCost::Test,
        mail: mail::Settings::to_folder(data.data.join("mail")),
        public_url: crate::server::local_url(listener.local_addr()?),
        ..Settings::default()
    };
    let clock = store::Clock::running_from(start, zone);
    let house = data.open_with(region, clock, settings).await?;
    let token = crate::demo::seed_with_mornings(&house).await.context("демонстрационные данные")?;
    crate::server::serve(house.clone(), listener, arguments.metrics, |address| {
        print_welcome(&house, address, token.as_deref());
    })
    .await
}

/// Ten in the morning: the working day has begun, everything recorded «today» is already there.
fn working_day(day: Date) -> DateTime {
    day.at(10, 0, 0, 0)
}

fn day_or_hour(text: &str) -> Result<DateTime, jiff::Error> {
    // A day is read out of a day with an hour too, so the hour is looked for first.
    if text.contains('T') { text.parse() } else { text.parse().map(working_day) }
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
