//! `biblioset user`: the first accounts of a new installation.

use access::{MembershipState, PasswordCost, Settings, role_from_code};
use anyhow::{Context, Result, bail};
use clap::Subcommand;

use super::DataArguments;

#[derive(Subcommand)]
pub enum UserCommand {
    /// Создать учётную запись; пароль читается из переменной `BIBLIOSET_PASSWORD` или со стандартного ввода
    Add {
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
    },
}

pub async fn run(command: UserCommand) -> Result<()> {
    let UserCommand::Add { data, login, name, role, organisation } = command;
    let Some(role) = role_from_code(&role) else {
        bail!("роли «{role}» нет; есть: {}", access::Role::ALL.map(access::Role::code).join(", "));
    };
    let password = if let Ok(password) = std::env::var("BIBLIOSET_PASSWORD") {
        password
    } else {
        let mut line = String::new();
        std::io::stdin().read_line(&mut line).context("пароль не прочитан")?;
        line.trim_end_matches(['\r', '\n']).to_owned()
    };
    access::check_password(&password, &[&login, &name])?;
    let house = data.open(Settings::default()).await?;
    let hash = access::store::hash_password(&password, PasswordCost::Production).await?;
    let now = house.clock.now();
    let mut tx = house.db.begin().await?;
    let place = match network::place_of(&mut tx, &organisation, house.clock.today()).await {
        Ok(place) => place,
        Err(store::Error::NotFound) => bail!("организации с кодом «{organisation}» нет в реестре"),
        Err(error) => return Err(error.into()),
    };
    let account =
        access::store::add_account(&mut tx, &login, &name, &hash, now).await.map_err(
            |error| match error {
                store::Error::Constraint(_) => anyhow::anyhow!("логин «{login}» уже занят"),
                other => other.into(),
            },
        )?;
    access::store::add_membership(&mut tx, &account, &place, role, MembershipState::Active, now).await?;
    tx.commit().await?;
    println!("Учётная запись «{login}» создана: {}, {}", house.role_title(role), place.org_title);
    Ok(())
}
