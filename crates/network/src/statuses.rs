//! The door by which statuses of school libraries change.

use access::Scope;
use region::StatusWords;
use store::Tx;

use crate::rules::Basis;
use crate::store::statuses::write_annex;
use crate::{AnnexLine, Author, Desk, NetworkRefused, jobs};

/// Changes statuses as the annex of a registered document says: all lines or none. There is no other way.
///
/// `scope` is that of changing statuses; the document is registered in the same transaction (`centres` does both).
/// When the term of a municipal centre ends, its people's role ends with it: a job waits for that day.
pub async fn change_statuses(
    tx: &mut Tx,
    desk: &Desk<'_>,
    scope: &Scope,
    words: &StatusWords,
    basis: &Basis,
    annex: &[AnnexLine],
    author: &Author,
) -> Result<(), NetworkRefused> {
    write_annex(tx, scope, basis, annex, desk.clock.now()).await?;
    for line in annex {
        if let Some(next) = line.to.and_then(|to| to.tomorrow().ok()) {
            jobs::settle_on(tx, desk.clock, &line.org_id, next).await?;
        }
        let until = line.to.map_or_else(String::new, |to| format!(" по {}", ui::ru::date_long(to)));
        let what = format!(
            "Статус {} с {}{until}. Основание: {}",
            words.short(line.status),
            ui::ru::date_long(line.from),
            basis.reference
        );
        desk.tell(tx, author, "status.changed", &line.org_id, &what).await?;
    }
    Ok(())
}
