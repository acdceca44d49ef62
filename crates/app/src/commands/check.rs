//! `biblioset check`: whether the database, the files and the journal are whole.

use access::audit::{self, TrustedKeys, anchors};
use anyhow::{Context, Result, bail};
use clap::Args;

use super::{DataArguments, Format};

#[derive(Args)]
pub struct CheckArguments {
    #[command(flatten)]
    data: DataArguments,
    /// Вид вывода
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub async fn run(arguments: CheckArguments) -> Result<()> {
    let CheckArguments { data, format } = arguments;
    data.must_exist()?;
    let (db, files) = data.open_storage().await?;
    let mut checked =
        store::check(&db, &files, crate::rooms::MIGRATIONS).await.context("проверка хранилища")?;
    let keys = data.keys();
    let mut tx = db.begin().await?;
    let of_journal = audit::check(&mut tx, &TrustedKeys::of_folder(&keys), &anchors::read(&keys)).await;
    match of_journal {
        Ok(findings) => checked.faults.extend(findings.iter().map(|finding| format!("журнал: {finding}"))),
        Err(error) => checked.faults.push(format!("журнал не читается: {error}")),
    }
    drop(tx);
    match access::SealingKeys::found_in(&keys) {
        Ok(sealing) => check_sealed(&db, &sealing, &mut checked).await,
        Err(error) => checked.faults.push(format!("ключи персональных данных: {error}")),
    }
    let journal = audit::store::head(&db).await.map_or(0, |head| head.seq);
    db.close().await;
    if format == Format::Json {
        let told = serde_json::json!({
            "faults": checked.faults, "remarks": checked.remarks, "files": checked.files, "journal": journal,
        });
        println!("{told}");
    } else {
        for fault in &checked.faults {
            println!("! {fault}");
        }
        for remark in &checked.remarks {
            println!("  {remark}");
        }
        println!("Проверено: файлов {}, строк журнала {journal}.", checked.files);
    }
    if !checked.faults.is_empty() {
        bail!(
            "найдено повреждений: {}. Не запускайте сервер, пока не решите, что с ними делать",
            checked.faults.len()
        );
    }
    if format == Format::Text {
        println!("Всё цело.");
    }
    Ok(())
}

/// Whether everything that is sealed opens with the keys that lie here.
async fn check_sealed(db: &store::Db, keys: &access::SealingKeys, checked: &mut store::Checked) {
    let persons = people::store::restricted::check_sealed(db, keys).await;
    let second_factors = access::second_factor::check_sealed(db, keys).await;
    for (what, found) in
        [("сведения ограниченного доступа", persons), ("секреты второго фактора", second_factors)]
    {
        match found {
            Ok((_, faults)) => checked.faults.extend(faults.iter().map(|fault| format!("{what}: {fault}"))),
            Err(error) => checked.faults.push(format!("{what} не читаются: {error}")),
        }
    }
}
