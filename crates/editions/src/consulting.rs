//! The door for consultations: opening one, speaking in it, deciding on what was said.

use access::audit::{self, Event};
use access::{House, Reach, Scope};
use jiff::civil::Date;
use store::Tx;

use crate::editing::{Wording, lock, reword};
use crate::rules::{Decision, Stage, audience, is_asked};
use crate::store::{
    self as rows, CommentRow, ConsultationRow, EditionRow, NewComment, NewConsultation, TextRow,
};
use crate::{EditionRefused, Editor};

const LONGEST_REMARK: usize = 5_000;
const LONGEST_PURPOSE: usize = 2_000;

/// A consultation about to be opened.
#[derive(Debug, Clone)]
pub struct Invitation {
    pub purpose: String,
    pub opens_on: Date,
    /// The last day on which one may speak.
    pub deadline: Date,
    /// Codes of roles, or [`crate::rules::PUBLIC`].
    pub asked: Vec<String>,
}

/// Opens a consultation on an edition that is not approved yet. `scope` is that of writing editions.
pub async fn open(
    tx: &mut Tx,
    house: &House,
    scope: &Scope,
    (text, edition): (&TextRow, &EditionRow),
    invitation: &Invitation,
    editor: &Editor,
) -> Result<String, EditionRefused> {
    if !scope.covers(&text.org_id, None) {
        return Err(EditionRefused::NotFound);
    }
    if edition.is_approved() {
        return Err(EditionRefused::Frozen);
    }
    let purpose = invitation.purpose.trim();
    if purpose.is_empty() {
        let told = "О чём спрашиваем: поле не заполнено. Одно-два предложения помогут ответить по делу.";
        return Err(EditionRefused::invalid("purpose", told));
    }
    if purpose.chars().count() > LONGEST_PURPOSE {
        let told = format!("О чём спрашиваем: не больше {LONGEST_PURPOSE}\u{a0}знаков.");
        return Err(EditionRefused::invalid("purpose", told));
    }
    if invitation.deadline < house.clock.today() || invitation.deadline < invitation.opens_on {
        let told = "Последний день: он уже прошёл или стоит раньше первого. Выберите день позже.";
        return Err(EditionRefused::invalid("deadline", told));
    }
    let asked = audience(invitation.asked.iter().map(String::as_str));
    if asked.is_empty() {
        return Err(EditionRefused::invalid("asked", "Кого спрашиваем: отметьте хотя бы одних."));
    }
    let new = NewConsultation {
        purpose,
        opens_on: invitation.opens_on,
        deadline: invitation.deadline,
        audience: &asked,
    };
    let id = rows::insert_consultation(tx, edition, &new, &editor.account_id, house.clock.now()).await?;
    let what = format!(
        "Открыто обсуждение редакции «{}» текста «{}» до {}",
        edition.title,
        text.title,
        ui::ru::date_long(invitation.deadline)
    );
    let event = Event { act: "consultation.opened", object: ("consultation", &id), what: &what };
    audit::note(tx, house, &editor.who, event).await?;
    Ok(id)
}

/// Somebody's word on a paragraph, or on the text as a whole.
#[derive(Debug, Clone)]
pub struct Word {
    /// Empty: the text as a whole.
    pub paragraph_id: String,
    pub remark: String,
    /// The wording proposed instead; may be empty.
    pub proposed: String,
}

/// Whether somebody's words are taken today: what the form asks before it is filled in, and the door again.
pub fn may_speak(
    scope: &Scope,
    edition: &EditionRow,
    consultation: &ConsultationRow,
    role: &str,
    today: Date,
) -> Result<(), EditionRefused> {
    if scope.reach() == Reach::Nothing || scope.org_id().is_empty() {
        return Err(EditionRefused::NotFound);
    }
    if !is_asked(&consultation.audience, role) {
        return Err(EditionRefused::NotAsked);
    }
    if edition.is_approved() {
        return Err(EditionRefused::Frozen);
    }
    match consultation.stage(today) {
        Stage::Open => Ok(()),
        Stage::NotYet => Err(EditionRefused::NotYet(consultation.opens_on())),
        Stage::Closed => Err(EditionRefused::Closed(consultation.deadline())),
    }
}

/// Takes a word in. `scope` is that of writing comments; after the deadline it is refused with the date.
pub async fn speak(
    tx: &mut Tx,
    house: &House,
    scope: &Scope,
    edition: &EditionRow,
    consultation: &ConsultationRow,
    word: &Word,
    role: &str,
    editor: &Editor,
    org_title: &str,
) -> Result<String, EditionRefused> {
    may_speak(scope, edition, consultation, role, house.clock.today())?;
    let (remark, proposed) = (word.remark.trim(), word.proposed.trim());
    if remark.is_empty() && proposed.is_empty() {
        let told = "Замечание: напишите, что не так, или предложите свою формулировку.";
        return Err(EditionRefused::invalid("remark", told));
    }
    for (field, name, text) in [("remark", "Замечание", remark), ("proposed", "Предлагаемый текст", proposed)]
    {
        if text.chars().count() > LONGEST_REMARK {
            let told = format!("{name}: не больше {LONGEST_REMARK}\u{a0}знаков.");
            return Err(EditionRefused::invalid(field, told));
        }
    }
    let about = if word.paragraph_id.is_empty() {
        String::new()
    } else {
        let row = rows::paragraph(&mut *tx, edition, &word.paragraph_id).await?;
        row.ok_or(EditionRefused::NotFound)?.body
    };
    let new = NewComment {
        consultation_id: &consultation.id,
        paragraph_id: &word.paragraph_id,
        about: &about,
        remark,
        proposed,
        account_id: &editor.account_id,
        author: &editor.name,
        org_id: scope.org_id(),
        org_title,
    };
    let id = rows::insert_comment(tx, &new, house.clock.now()).await?;
    let what = format!("Замечание к редакции «{}»", edition.title);
    let event = Event { act: "consultation.commented", object: ("comment", &id), what: &what };
    audit::note(tx, house, &editor.who, event).await?;
    Ok(id)
}

/// Decides on a comment; what is not taken as it is needs a reason. A proposed wording that is taken as it is stands in the
/// text from then on: both are one transaction.
///
/// `scopes`: of approving comments, and of writing editions. An approved edition is decided on no more.
pub async fn decide(
    tx: &mut Tx,
    house: &House,
    scopes: (&Scope, &Scope),
    both: (&TextRow, &EditionRow),
    comment: &CommentRow,
    (decision, reason): (Decision, &str),
    seen: i64,
    editor: &Editor,
) -> Result<(), EditionRefused> {
    if scopes.0.reach() != Reach::Everything {
        return Err(EditionRefused::NotFound);
    }
    if both.1.is_approved() {
        return Err(EditionRefused::Frozen);
    }
    let reason = reason.trim();
    if decision.needs_reason() && reason.is_empty() {
        let told =
            "Обоснование: поле не заполнено. Автор замечания должен узнать, почему оно не принято целиком.";
        return Err(EditionRefused::invalid("reason", told));
    }
    if reason.chars().count() > LONGEST_REMARK {
        let told = format!("Обоснование: не больше {LONGEST_REMARK}\u{a0}знаков.");
        return Err(EditionRefused::invalid("reason", told));
    }
    if seen != comment.version {
        return Err(EditionRefused::Changed);
    }
    let by = (editor.account_id.as_str(), editor.name.as_str());
    if !rows::decide(tx, scopes.0, comment, decision, reason, by, house.clock.now()).await? {
        return Err(EditionRefused::Changed);
    }
    let is_followed = decision == Decision::Accepted
        && comment.followed_at.is_none()
        && !comment.proposed.is_empty()
        && !comment.paragraph_id.is_empty();
    if is_followed {
        follow(tx, house, scopes.1, both, comment, reason, editor).await?;
    } else {
        // Of an approval and a decision at the same moment one waits for the other.
        lock(tx, both.1).await?;
    }
    let what = format!("Решение по замечанию: {}", decision.title());
    let event = Event { act: "consultation.decided", object: ("comment", &comment.id), what: &what };
    audit::note(tx, house, &editor.who, event).await?;
    Ok(())
}

/// Writes a proposed wording into its paragraph. One that was written about other words than those of today would undo
/// what has been changed since: people put the two together.
async fn follow(
    tx: &mut Tx,
    house: &House,
    scope: &Scope,
    both: (&TextRow, &EditionRow),
    comment: &CommentRow,
    reason: &str,
    editor: &Editor,
) -> Result<(), EditionRefused> {
    let gone = "Абзаца, к которому предложена формулировка, в редакции уже нет. Примите замечание частично и напишите, как оно учтено.";
    let row = rows::paragraph(&mut *tx, both.1, &comment.paragraph_id).await?;
    let row = row.ok_or_else(|| EditionRefused::invalid("decision", gone))?;
    if row.body != comment.proposed {
        if row.body != comment.about {
            let told = "Абзац изменился с тех пор, как предложена формулировка: внести её целиком — значит потерять изменения. Примите замечание частично: откроется абзац с предложенной формулировкой.";
            return Err(EditionRefused::invalid("decision", told));
        }
        let rationale = if reason.is_empty() {
            format!("Предложение: {}.", comment.org_title)
        } else {
            reason.to_owned()
        };
        let wording = Wording { kind: row.kind(), text: comment.proposed.clone(), rationale };
        reword(tx, house, scope, both, &comment.paragraph_id, &wording, row.version, editor).await?;
    }
    rows::note_followed(tx, both.1, &comment.id, house.clock.now()).await?;
    Ok(())
}
