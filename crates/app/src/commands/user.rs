//! `biblioset user`: accounts from the command line: the first ones of a new installation, and help when nobody can enter.

use access::audit::{self, Event, Who};
use access::letters::address_fault;
use access::store::{self as accounts, AccountLine};
use access::{
    House, MembershipState, PasswordCost, Role, Settings, Term, membership_state_from_code, role_from_code,
    state_on, state_title,
};
use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use jiff::civil::Date;

use super::{DataArguments, Format};

#[derive(Subcommand)]
pub enum UserCommand {
    /// Создать учётную запись; пароль читается из переменной `BIBLIOSET_PASSWORD` или со стандартного ввода
    Add(AddArguments),
    /// Задать новый пароль (из `BIBLIOSET_PASSWORD` или со стандартного ввода) и завершить все сеансы
    Reset {
        #[command(flatten)]
        data: DataArguments,
        /// Логин
        login: String,
        /// Снять и второй фактор: телефон потерян
        #[arg(long)]
        drop_second_factor: bool,
    },
    /// Закрыть учётную запись: сеансы завершатся, войти будет нельзя
    Close {
        #[command(flatten)]
        data: DataArguments,
        /// Логин
        login: String,
    },
    /// Открыть закрытую учётную запись
    Open {
        #[command(flatten)]
        data: DataArguments,
        /// Логин
        login: String,
    },
    /// Список учётных записей: роли, сроки, последний вход, второй фактор
    List {
        #[command(flatten)]
        data: DataArguments,
        /// Вид вывода
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
}

#[derive(Args)]
pub struct AddArguments {
    #[command(flatten)]
    data: DataArguments,
    /// Логин
    #[arg(long)]
    login: String,
    /// Фамилия, имя, отчество через пробел
    #[arg(long)]
    name: String,
    /// Код роли: administrator, ministry, institute, `regional_centre`, municipality, `municipal_centre`, school, expert, partner
    #[arg(long)]
    role: String,
    /// Код организации из набора региона или реестра
    #[arg(long)]
    organisation: String,
    /// Адрес электронной почты; считается подтверждённым
    #[arg(long)]
    email: Option<String>,
    /// Первый день полномочий, ГГГГ-ММ-ДД
    #[arg(long)]
    from: Option<Date>,
    /// Последний день полномочий, ГГГГ-ММ-ДД
    #[arg(long)]
    to: Option<Date>,
}

pub async fn run(command: UserCommand) -> Result<()> {
    match command {
        UserCommand::Add(arguments) => add(arguments).await,
        UserCommand::Reset { data, login, drop_second_factor } => {
            reset(&data, &login, drop_second_factor).await
        }
        UserCommand::Close { data, login } => close(&data, &login, true).await,
        UserCommand::Open { data, login } => close(&data, &login, false).await,
        UserCommand::List { data, format } => list(&data, format).await,
    }
}

fn read_password() -> Result<String> {
    if let Ok(password) = std::env::var("BIBLIOSET_PASSWORD") {
        return Ok(password);
    }
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).context("пароль не прочитан")?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

async fn note(
    tx: &mut store::Tx,
    house: &House,
    account_id: &str,
    act: &'static str,
    what: &str,
) -> Result<()> {
    let event = Event { act, object: ("account", account_id), what };
    Ok(audit::note(tx, house, &Who::program(), event).await?)
}

async fn add(arguments: AddArguments) -> Result<()> {
    let AddArguments { data, login, name, role, organisation, email, from, to } = arguments;
    let Some(role) = role_from_code(&role) else {
        bail!("роли «{role}» нет; есть: {}", Role::ALL.map(Role::code).join(", "));
    };
    if let Some(fault) = access::acceptance::login_fault(&login) {
        bail!("{fault}");
    }
    if let Some(fault) = email.as_deref().and_then(address_fault) {
        bail!("{fault}");
    }
    let term = Term::new(from, to).context("последний день полномочий раньше первого")?;
    let password = read_password()?;
    access::check_password(&password, &[&login, &name])?;
    let house = data.open(Settings::default()).await?;
    let hash = accounts::hash_password(&password, PasswordCost::Production).await?;
    let now = house.clock.now();
    let mut tx = house.db.begin().await?;
    let place = match network::place_of(&mut tx, &organisation, house.clock.today()).await {
        Ok(place) => place,
        Err(store::Error::NotFound) => bail!("организации с кодом «{organisation}» нет в реестре"),
        Err(error) => return Err(error.into()),
    };
    let account =
        accounts::add_account(&mut tx, &login, &name, &hash, now).await.map_err(|error| match error {
            store::Error::Constraint(_) => anyhow::anyhow!("логин «{login}» уже занят"),
            other => other.into(),
        })?;
    accounts::set_email(&mut tx, &account, email.as_deref()).await?;
    let active = MembershipState::Active;
    accounts::add_term_membership(&mut tx, &account, &place, role, active, term, None, now).await?;
    note(&mut tx, &house, &account, "account.made", "Учётная запись создана командой user add").await?;
    tx.commit().await?;
    println!("Учётная запись «{login}» создана: {}, {}", house.role_title(role), place.org_title);
    Ok(())
}

async fn reset(data: &DataArguments, login: &str, drop_second_factor: bool) -> Result<()> {
    data.must_exist()?;
    let password = read_password()?;
    access::check_password(&password, &[login])?;
    let house = data.open(Settings::default()).await?;
    let hash = accounts::hash_password(&password, PasswordCost::Production).await?;
    let mut tx = house.db.begin().await?;
    let account = accounts::reset_password(&mut tx, login, &hash, drop_second_factor).await?;
    let account = account.with_context(|| format!("логина «{login}» нет"))?;
    let and_factor = if drop_second_factor { "; второй фактор снят" } else { "" };
    let what = format!("Новый пароль задан командой user reset; сеансы завершены{and_factor}");
    note(&mut tx, &house, &account, "account.password_set", &what).await?;
    tx.commit().await?;
    println!("Новый пароль для «{login}» задан, все сеансы завершены{and_factor}.");
    Ok(())
}

async fn close(data: &DataArguments, login: &str, is_closed: bool) -> Result<()> {
    data.must_exist()?;
    let house = data.open(Settings::default()).await?;
    let mut tx = house.db.begin().await?;
    let account = accounts::close_account(&mut tx, login, is_closed).await?;
    let account = account.with_context(|| format!("логина «{login}» нет"))?;
    let (act, word) =
        if is_closed { ("account.closed", "закрыта") } else { ("account.opened", "открыта") };
    note(&mut tx, &house, &account, act, &format!("Учётная запись {word}")).await?;
    tx.commit().await?;
    println!("Учётная запись «{login}» {word}.");
    Ok(())
}

async fn list(data: &DataArguments, format: Format) -> Result<()> {
    data.must_exist()?;
    let house = data.open(Settings::default()).await?;
    let lines = accounts::account_lines(&house.db).await?;
    if format == Format::Json {
        let told: Vec<serde_json::Value> = lines.iter().map(|line| as_json(&house, line)).collect();
        println!("{}", serde_json::Value::from(told));
        return Ok(());
    }
    for line in &lines {
        println!("{}", as_text(&house, line));
    }
    println!("Строк: {}", lines.len());
    Ok(())
}

/// The state on the house's today: the days of a term have been reckoned with.
fn state(house: &House, line: &AccountLine) -> Option<MembershipState> {
    let stored = membership_state_from_code(line.state.as_deref()?)?;
    Some(state_on(stored, line.term(), house.clock.today()))
}

fn as_json(house: &House, line: &AccountLine) -> serde_json::Value {
    let term = line.term();
    serde_json::json!({
        "login": line.login,
        "name": line.name,
        "closed": line.is_closed,
        "signed_in_at": line.signed_in_at.map(|at| house.clock.zoned(at).timestamp().to_string()),
        "second_factor": line.has_second_factor != 0,
        "role": line.role,
        "state": state(house, line).map(MembershipState::code),
        "organisation": line.org_code,
        "from": term.first_day().map(|day| day.to_string()),
        "to": term.last_day().map(|day| day.to_string()),
    })
}

fn as_text(house: &House, line: &AccountLine) -> String {
    let role = line
        .role
        .as_deref()
        .and_then(role_from_code)
        .map_or("без роли", |role| house.role_title(role));
    let state = if line.is_closed { "закрыта" } else { state(house, line).map_or("", state_title) };
    let signed_in = line
        .signed_in_at
        .map_or_else(|| "не входил(а)".to_owned(), |at| ui::ru::date_short(house.clock.date_of(at)));
    let factor = if line.has_second_factor == 0 { "" } else { " · второй фактор" };
    format!(
        "{:<24} {} · {role}, {} · {state}, {} · вход: {signed_in}{factor}",
        line.login,
        line.name,
        line.org_title.as_deref().unwrap_or("—"),
        line.term().as_told(),
    )
}
