//! `/mail-outs`: what was sent to the own organisation, and what it sent.

use access::{Deed, House, PageResult, Reach, Subject, Visitor};
use askama::Template;
use axum::extract::State as Given;
use ui::Chrome;

use super::mailing::is_waiting;
use super::{moment, page};
use crate::Forms;
use crate::asked_form::{Standing, Standings};
use crate::kind::kind_title;
use crate::rules::{AnswerKind, Progress};
use crate::store::mailings::{ListedMailing, received, sent};

#[derive(Template)]
#[template(path = "mailings.html")]
struct MailingsPage {
    chrome: Chrome,
    received: Vec<ReceivedView>,
    sent: Vec<SentView>,
    may_send: bool,
}

struct ReceivedView {
    id: String,
    title: String,
    document: String,
    sender: String,
    when: String,
    due: String,
    progress: Progress,
    is_open: bool,
}

struct SentView {
    id: String,
    title: String,
    document: String,
    when: String,
    due: String,
    addressees: i64,
    read: i64,
    confirmed: i64,
    /// `None`: no answer is asked for here.
    answered: Option<i64>,
}

pub async fn show(forms: &Forms, Given(house): Given<House>, visitor: Visitor) -> PageResult {
    let reading = visitor.scope(Subject::Mailing, Deed::Read);
    let sending = visitor.scope(Subject::Mailing, Deed::Write);
    let received = received(&house.db, &reading).await?;
    let sent = sent(&house.db, &sending).await?;
    let asked = received.iter().map(|row| row.form_id.as_deref());
    let standings = Standings::read(forms, &house, asked).await?;
    let own = reading.org_id();
    page(&MailingsPage {
        received: received.into_iter().map(|row| received_view(&house, row, &standings, own)).collect(),
        sent: sent.into_iter().map(|row| sent_view(&house, row)).collect(),
        may_send: sending.reach() > Reach::Nothing,
        chrome: visitor.chrome,
    })
}

fn document(house: &House, row: &ListedMailing) -> String {
    let day = row.dated.parse().map_or_else(|_| row.dated.clone(), ui::ru::date_short);
    format!("{} №\u{a0}{} от\u{a0}{day}", kind_title(house, &row.kind), row.number)
}

fn received_view(house: &House, row: ListedMailing, standings: &Standings, own: &str) -> ReceivedView {
    let standing = standings.of(row.form_id.as_deref(), own);
    let told = Progress::of(row.read > 0, row.confirmed > 0, row.answered > 0);
    let is_complete = standing.as_ref().is_some_and(Standing::is_complete);
    let progress = if is_complete { Progress::Answered } else { told };
    ReceivedView {
        document: document(house, &row),
        when: moment(house, row.sent_at),
        due: row.due().map_or_else(String::new, ui::ru::date_long),
        is_open: is_waiting(row.answer(), told, standing.as_ref()),
        progress,
        id: row.id,
        title: row.title,
        sender: row.org_title,
    }
}

fn sent_view(house: &House, row: ListedMailing) -> SentView {
    SentView {
        document: document(house, &row),
        when: moment(house, row.sent_at),
        due: row.due().map_or_else(String::new, ui::ru::date_long),
        answered: (row.answer() == AnswerKind::Free).then_some(row.answered),
        id: row.id,
        title: row.title,
        addressees: row.addressees,
        read: row.read,
        confirmed: row.confirmed,
    }
}
