//! `biblioset keys`: the key that seals the restricted fields of persons and the secrets of second factors.

use anyhow::{Context, Result, bail};
use clap::Subcommand;

use super::DataArguments;

#[derive(Subcommand)]
pub enum KeysCommand {
    /// Сменить ключ, которым зашифрованы СНИЛС, даты рождения, дипломы и секреты второго фактора; сервер при этом работает
    Rotate {
        #[command(flatten)]
        data: DataArguments,
        /// Забыть прежние ключи: копии, сделанные до смены, после этого не раскрыть
        #[arg(long)]
        forget_old: bool,
    },
}

pub async fn run(command: KeysCommand) -> Result<()> {
    let KeysCommand::Rotate { data, forget_old } = command;
    data.must_exist()?;
    let house = data.open(access::Settings::default()).await?;
    let keys = &house.settings.sealing_keys;
    keys.add_key().context("новый ключ не записан")?;
    let mut tx = house.db.begin().await?;
    let resealed =
        people::store::restricted::seal_anew(&mut tx, keys).await?.context("сведения не перешифрованы")?;
    let secrets = access::second_factor::seal_anew(&mut tx, keys)
        .await?
        .context("секреты второго фактора не перешифрованы")?;
    let event = access::audit::Event {
        act: "restricted.key_changed",
        object: ("keys", ""),
        what: "Сменён ключ сведений ограниченного доступа",
    };
    access::audit::note(&mut tx, &house, &access::audit::Who::program(), event).await?;
    tx.commit().await?;
    if forget_old {
        let (_, mut faults) = people::store::restricted::check_sealed(&house.db, keys).await?;
        faults.extend(access::second_factor::check_sealed(&house.db, keys).await?.1);
        if let Some(fault) = faults.first() {
            bail!("прежние ключи оставлены: {fault}");
        }
        keys.forget_older().context("прежние ключи не удалены")?;
    }
    house.db.close().await;
    println!(
        "Ключ сменён, перешифровано записей: {}. Сохраните новую копию папки keys отдельно от данных.",
        resealed + secrets
    );
    Ok(())
}
