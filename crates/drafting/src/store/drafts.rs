//! Papers on their way.

use access::{Reach, Scope};
use jiff::civil::Date;
use papers::Values;
use store::{FileHash, Moment, Result, Sql, Tx, new_id};

use crate::Reader;
use crate::rules::State;

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct DraftRow {
    pub id: String,
    /// Code of the document kind in the region pack.
    pub kind: String,
    pub title: String,
    pub org_id: String,
    pub org_title: String,
    pub issuer_code: String,
    pub issuer_title: String,
    pub plan_year: Option<i64>,
    pub measure_key: Option<String>,
    pub measure_number: Option<String>,
    pub item_key: Option<String>,
    pub slot_key: Option<String>,
    fields: String,
    state: String,
    pub version: i64,
    /// How many times it went to be agreed.
    pub round: i64,
    agree_by: Option<String>,
    pub unagreed_reason: String,
    pub signed_by_hand: bool,
    signed_on: Option<String>,
    scan_hash: Option<String>,
    pub scan_name: Option<String>,
    signature_hash: Option<String>,
    pub signature_name: Option<String>,
    docx_file_hash: Option<String>,
    pdf_file_hash: Option<String>,
    pub document_id: Option<String>,
    pub evidence_id: Option<String>,
    pub prepared_by: String,
    pub preparer: String,
    pub created_at: i64,
    pub changed_at: i64,
}

impl DraftRow {
    pub fn state(&self) -> State {
        State::of_code(&self.state)
    }

    pub fn values(&self) -> Values {
        serde_json::from_str(&self.fields).unwrap_or_default()
    }

    pub fn agree_by(&self) -> Option<Date> {
        self.agree_by.as_deref()?.parse().ok()
    }

    pub fn signed_on(&self) -> Option<Date> {
        self.signed_on.as_deref()?.parse().ok()
    }

    pub fn scan(&self) -> Option<FileHash> {
        FileHash::parse(self.scan_hash.as_deref()?)
    }

    pub fn signature(&self) -> Option<FileHash> {
        FileHash::parse(self.signature_hash.as_deref()?)
    }

    /// The registered paper in Word, as it was made at registration.
    pub fn kept_docx(&self) -> Option<FileHash> {
        FileHash::parse(self.docx_file_hash.as_deref()?)
    }

    /// The registered paper in PDF, as it was made at registration.
    pub fn kept_pdf(&self) -> Option<FileHash> {
        FileHash::parse(self.pdf_file_hash.as_deref()?)
    }

    /// Whether the paper is on the desk of the scope: there it is written, sent and taken back.
    pub fn is_prepared_by(&self, scope: &Scope) -> bool {
        scope.covers(&self.org_id, None)
    }

    /// Whether the paper may be signed and numbered from the scope: on its desk, and where it is issued once it has left the
    /// desk. The regional centre prepares the Concept; the ministry signs and registers it.
    pub fn is_handled_by(&self, scope: &Scope) -> bool {
        let is_issuer = scope.reach() == Reach::Own && scope.org_code() == self.issuer_code;
        let has_left_the_desk = !matches!(self.state(), State::Draft | State::Discarded);
        self.is_prepared_by(scope) || (is_issuer && has_left_the_desk)
    }

    /// The same paper as it stands in the register.
    pub(crate) fn registered_with(&self, values: &Values) -> Result<Self> {
        Ok(Self {
            state: State::Registered.code().to_owned(),
            fields: serde_json::to_string(values)?,
            ..self.clone()
        })
    }
}

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ListedDraft {
    pub id: String,
    pub kind: String,
    pub title: String,
    pub org_title: String,
    pub issuer_title: String,
    pub measure_number: Option<String>,
    pub plan_year: Option<i64>,
    state: String,
    pub preparer: String,
    pub changed_at: i64,
    /// Whether the reader is among those who were asked in the current round.
    pub is_asked: i64,
}

impl ListedDraft {
    pub fn state(&self) -> State {
        State::of_code(&self.state)
    }
}

/// The columns of a [`DraftRow`], then what the statement adds.
macro_rules! select_draft {
    ($rest:literal) => {
        concat!(
            "select d.id, d.kind, d.title, d.org_id, d.org_title, d.issuer_code, d.issuer_title, d.plan_year,
                    d.measure_key, d.measure_number, d.item_key, d.slot_key, d.fields, d.state, d.version, d.round,
                    d.agree_by, d.unagreed_reason, d.signed_by_hand, d.signed_on, d.scan_hash, d.scan_name,
                    d.signature_hash, d.signature_name, d.docx_file_hash, d.pdf_file_hash, d.document_id, d.evidence_id, d.prepared_by, d.preparer,
                    d.created_at, d.changed_at
             from draft d ",
            $rest
        )
    };
}

pub(crate) struct NewRow<'a> {
    pub kind: &'a str,
    pub title: &'a str,
    pub org_id: &'a str,
    pub org_title: &'a str,
    pub issuer_code: &'a str,
    pub issuer_title: &'a str,
    pub plan_year: Option<i64>,
    pub measure_key: Option<&'a str>,
    pub measure_number: Option<&'a str>,
    pub item_key: Option<&'a str>,
    pub slot_key: Option<&'a str>,
    pub values: &'a Values,
    pub prepared_by: &'a str,
    pub preparer: &'a str,
}

pub(crate) async fn insert(tx: &mut Tx, new: &NewRow<'_>, now: Moment) -> Result<String> {
    let id = new_id();
    tx.query(
        "insert into draft (id, kind, title, org_id, org_title, issuer_code, issuer_title, plan_year, measure_key,
                            measure_number, item_key, slot_key, fields, state, version, round, unagreed_reason,
                            signed_by_hand, prepared_by, preparer, created_at, changed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'draft', 1, 0, '', $14, $15, $16, $17, $17)",
    )
    .bind(&id)
    .bind(new.kind)
    .bind(new.title)
    .bind(new.org_id)
    .bind(new.org_title)
    .bind(new.issuer_code)
    .bind(new.issuer_title)
    .bind(new.plan_year)
    .bind(new.measure_key)
    .bind(new.measure_number)
    .bind(new.item_key)
    .bind(new.slot_key)
    .bind(serde_json::to_string(new.values)?)
    .bind(false)
    .bind(new.prepared_by)
    .bind(new.preparer)
    .bind(now)
    .run()
    .await?;
    Ok(id)
}

/// A paper that the reader may see: of the own desk, one that the own organisation issues (once it has left the desk), or one
/// about which they are or were asked.
pub async fn draft(sql: impl Sql<'_>, reader: &Reader, id: &str) -> Result<Option<DraftRow>> {
    sql.query(select_draft!(
        "where d.id = $4
           and ($1 = 'everything' or ($1 = 'own' and d.org_id = $2)
                or ($1 = 'own' and d.issuer_code = $5 and d.state not in ('draft', 'discarded'))
                or ($3 <> '' and exists (select 1 from agreement_step s
                                         where s.draft_id = d.id and s.account_id = $3 and s.round = d.round)))"
    ))
    .bind(reader.scope.reach_code())
    .bind(reader.scope.org_id())
    .bind(&reader.account_id)
    .bind(id)
    .bind(reader.scope.org_code())
    .optional()
    .await
}

/// The papers of the desk, those that the own organisation issues and those about which the reader is asked, the last changed first. `state`: of one state only.
pub async fn list(sql: impl Sql<'_>, reader: &Reader, state: Option<State>) -> Result<Vec<ListedDraft>> {
    sql.query(
        "select d.id, d.kind, d.title, d.org_title, d.issuer_title, d.measure_number, d.plan_year, d.state, d.preparer,
                d.changed_at,
                cast(case when exists (select 1 from agreement_step s
                                       where s.draft_id = d.id and s.round = d.round and s.account_id = $3
                                         and s.verdict = '' and d.state = 'agreement')
                     then 1 else 0 end as bigint) as is_asked
         from draft d
         where ($1 = 'everything' or ($1 = 'own' and d.org_id = $2)
                or ($1 = 'own' and d.issuer_code = $5 and d.state not in ('draft', 'discarded'))
                or ($3 <> '' and exists (select 1 from agreement_step s
                                         where s.draft_id = d.id and s.account_id = $3 and s.round = d.round)))
           and ($4 = '' or d.state = $4)
         order by d.changed_at desc, d.id desc limit 200",
    )
    .bind(reader.scope.reach_code())
    .bind(reader.scope.org_id())
    .bind(&reader.account_id)
    .bind(state.map_or("", State::code))
    .bind(reader.scope.org_code())
    .all()
    .await
}

/// The papers of the reader's that were prepared for a measure.
pub async fn of_measure(
    sql: impl Sql<'_>,
    reader: &Reader,
    year: i64,
    measure_key: &str,
) -> Result<Vec<DraftRow>> {
    sql.query(select_draft!(
        "where d.plan_year = $3 and d.measure_key = $4 and d.state <> 'discarded'
           and ($1 = 'everything' or ($1 = 'own' and d.org_id = $2)
                or ($1 = 'own' and d.issuer_code = $5 and d.state <> 'draft'))
         order by d.changed_at desc, d.id desc limit 50"
    ))
    .bind(reader.scope.reach_code())
    .bind(reader.scope.org_id())
    .bind(year)
    .bind(measure_key)
    .bind(reader.scope.org_code())
    .all()
    .await
}

/// Writes the fields of an open paper; `false`: somebody changed it meanwhile, or it is not open any more.
pub(crate) async fn save(
    tx: &mut Tx,
    id: &str,
    seen: i64,
    title: &str,
    values: &Values,
    now: Moment,
) -> Result<bool> {
    let saved = tx
        .query(
            "update draft set fields = $3, title = $4, version = version + 1, changed_at = $5
             where id = $1 and version = $2 and state = 'draft'",
        )
        .bind(id)
        .bind(seen)
        .bind(serde_json::to_string(values)?)
        .bind(title)
        .bind(now)
        .run()
        .await?;
    Ok(saved == 1)
}

/// Moves a paper from one state to another; `false`: it is in another state or version already.
pub(crate) async fn move_on(tx: &mut Tx, row: &DraftRow, to: State, now: Moment) -> Result<bool> {
    let moved = tx
        .query(
            "update draft set state = $4, version = version + 1, changed_at = $5
             where id = $1 and version = $2 and state = $3",
        )
        .bind(&row.id)
        .bind(row.version)
        .bind(row.state().code())
        .bind(to.code())
        .bind(now)
        .run()
        .await?;
    Ok(moved == 1)
}

/// A new round begins: those asked before are asked no more.
pub(crate) async fn begin_round(tx: &mut Tx, id: &str, agree_by: Option<Date>) -> Result<()> {
    tx.query("update draft set round = round + 1, agree_by = $2, unagreed_reason = '' where id = $1")
        .bind(id)
        .bind(agree_by)
        .run()
        .await?;
    Ok(())
}

pub(crate) async fn note_unagreed(tx: &mut Tx, id: &str, reason: &str) -> Result<()> {
    tx.query("update draft set unagreed_reason = $2 where id = $1").bind(id).bind(reason).run().await?;
    Ok(())
}

pub(crate) struct Signing<'a> {
    pub by_hand: bool,
    pub on: Date,
    pub scan: Option<(&'a FileHash, &'a str)>,
    pub signature: Option<(&'a FileHash, &'a str)>,
}

pub(crate) async fn note_signing(tx: &mut Tx, id: &str, signing: &Signing<'_>) -> Result<()> {
    tx.query(
        "update draft set signed_by_hand = $2, signed_on = $3, scan_hash = $4, scan_name = $5, signature_hash = $6,
                          signature_name = $7
         where id = $1",
    )
    .bind(id)
    .bind(signing.by_hand)
    .bind(signing.on)
    .bind(signing.scan.map(|(hash, _)| hash.as_str()))
    .bind(signing.scan.map(|(_, name)| name))
    .bind(signing.signature.map(|(hash, _)| hash.as_str()))
    .bind(signing.signature.map(|(_, name)| name))
    .run()
    .await?;
    Ok(())
}

/// Takes back what was signed: the paper is written on.
pub(crate) async fn forget_signing(tx: &mut Tx, id: &str) -> Result<()> {
    tx.query(
        "update draft set signed_by_hand = $2, signed_on = null, scan_hash = null, scan_name = null,
                          signature_hash = null, signature_name = null
         where id = $1",
    )
    .bind(id)
    .bind(false)
    .run()
    .await?;
    Ok(())
}

/// `kept`: the paper in Word and in PDF.
pub(crate) async fn note_registered(
    tx: &mut Tx,
    id: &str,
    document_id: &str,
    values: &Values,
    kept: (&FileHash, &FileHash),
) -> Result<()> {
    tx.query("update draft set document_id = $2, fields = $3, docx_file_hash = $4, pdf_file_hash = $5 where id = $1")
        .bind(id)
        .bind(document_id)
        .bind(serde_json::to_string(values)?)
        .bind(kept.0.as_str())
        .bind(kept.1.as_str())
        .run()
        .await?;
    Ok(())
}

/// Notes that the paper proves its measure; `false`: it does already.
pub(crate) async fn note_evidence(tx: &mut Tx, id: &str, evidence_id: &str) -> Result<bool> {
    let noted = tx
        .query("update draft set evidence_id = $2 where id = $1 and evidence_id is null")
        .bind(id)
        .bind(evidence_id)
        .run()
        .await?;
    Ok(noted == 1)
}

/// Papers that came back to whoever prepares them, with the reason of the last return: for the reminders.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct ReturnedDraft {
    pub id: String,
    pub title: String,
    pub kind: String,
    pub round: i64,
    pub prepared_by: String,
    pub person: String,
    pub reason: String,
}

/// For the morning's reminders, whose the scope of the program is.
pub(crate) async fn returned(sql: impl Sql<'_>) -> Result<Vec<ReturnedDraft>> {
    sql.query(
        "select d.id, d.title, d.kind, d.round, d.prepared_by, s.person, s.reason
         from draft d
         join agreement_step s on s.draft_id = d.id and s.round = d.round and s.verdict = 'returned'
         where d.state = 'draft' order by d.id, s.decided_at",
    )
    .all()
    .await
}

/// Papers whose signature or registration waits for whoever prepares or issues them.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct WaitingDraft {
    pub id: String,
    pub title: String,
    pub kind: String,
    pub state: String,
    pub prepared_by: String,
    pub round: i64,
    pub org_id: String,
    pub issuer_code: String,
}

pub(crate) async fn waiting(sql: impl Sql<'_>) -> Result<Vec<WaitingDraft>> {
    sql.query(
        "select d.id, d.title, d.kind, d.state, d.prepared_by, d.round, d.org_id, d.issuer_code
         from draft d where d.state in ('signing', 'signed') order by d.id",
    )
    .all()
    .await
}
