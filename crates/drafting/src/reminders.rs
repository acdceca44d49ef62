//! What this room has to remind people of, as the door of `reminders` takes it: papers that wait for one's word, papers that
//! came back, letters that ask for a confirmation or an answer. Three statements for all people together.

use ::reminders::{Due, Topic};
use access::{Actor, Deed, House, PageResult, Reach, Subject};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use jiff::civil::Date;

use crate::kind::kind_title;
use crate::rules::{AnswerKind, Asked, State, Verdict, is_asked_now};
use crate::store::agreement::{OpenStep, open_steps};
use crate::store::drafts::{ReturnedDraft, WaitingDraft, returned, waiting};
use crate::store::mailings::{OpenLine, open_lines};

/// Everything that waits, read once.
struct Waits {
    steps: Vec<OpenStep>,
    returned: Vec<ReturnedDraft>,
    waiting: Vec<WaitingDraft>,
    lines: Vec<OpenLine>,
}

/// What waits for each of the people.
pub fn due<'a>(house: &'a House, people: &'a [Actor], _on: Date) -> BoxFuture<'a, PageResult<Vec<Vec<Due>>>> {
    async move {
        // One person needs not everybody's letters: the start page asks so.
        let org_id = match people {
            [one] => Some(one.membership.org_id.as_str()),
            _ => None,
        };
        let waits = Waits {
            steps: open_steps(&house.db).await?,
            returned: returned(&house.db).await?,
            waiting: waiting(&house.db).await?,
            lines: open_lines(&house.db, org_id).await?,
        };
        Ok(people.iter().map(|person| waits.of(house, person)).collect())
    }
    .boxed()
}

impl Waits {
    fn of(&self, house: &House, person: &Actor) -> Vec<Due> {
        if person.role().is_none() {
            return Vec::new();
        }
        let mut dues = Vec::new();
        let account_id = person.account_id.as_str();
        for paper in self.steps.chunk_by(|one, next| one.draft_id == next.draft_id) {
            let asked: Vec<Asked<'_>> = paper
                .iter()
                .map(|step| Asked {
                    account_id: &step.account_id,
                    stage: step.stage,
                    verdict: Verdict::of_code(&step.verdict),
                })
                .collect();
            if is_asked_now(&asked, account_id) {
                dues.push(agree(house, &paper[0]));
            }
        }
        let own = |prepared_by: &str| prepared_by == account_id;
        for paper in self.returned.chunk_by(|one, next| one.id == next.id) {
            if own(&paper[0].prepared_by) {
                dues.push(mend(house, &paper[0]));
            }
        }
        let desk = person.scope(Subject::Draft, Deed::Write);
        // What another body prepared waits where it is issued: there it is signed and numbered.
        let is_issued_here = |paper: &WaitingDraft| {
            desk.reach() == Reach::Own
                && desk.org_code() == paper.issuer_code
                && desk.org_id() != paper.org_id
        };
        // A number of another's journal is not the preparer's to give.
        let is_over_for_preparer = |paper: &WaitingDraft| {
            let numbers = person.scope(Subject::Document, Deed::Write);
            State::of_code(&paper.state) == State::Signed
                && numbers.reach() == Reach::Own
                && numbers.org_code() != paper.issuer_code
        };
        let waits_for = |paper: &WaitingDraft| {
            is_issued_here(paper) || (own(&paper.prepared_by) && !is_over_for_preparer(paper))
        };
        dues.extend(self.waiting.iter().filter(|paper| waits_for(paper)).map(|paper| go_on(house, paper)));
        let scope = person.scope(Subject::Mailing, Deed::Approve);
        dues.extend(self.lines.iter().filter(|line| scope.covers(&line.org_id, None)).map(confirm));
        dues
    }
}

fn named(house: &House, kind: &str, title: &str) -> String {
    format!("{} «{title}»", kind_title(house, kind))
}

fn agree(house: &House, step: &OpenStep) -> Due {
    Due {
        key: format!("draft/{}/agree/{}", step.draft_id, step.round),
        topic: Topic::Asked,
        deadline: step.agree_by(),
        title: format!("Согласовать: {}", named(house, &step.kind, &step.title)),
        note: format!("готовит {}", step.org_title),
        href: format!("/drafts/{}", step.draft_id),
    }
}

fn mend(house: &House, paper: &ReturnedDraft) -> Due {
    Due {
        key: format!("draft/{}/mend/{}", paper.id, paper.round),
        topic: Topic::Asked,
        deadline: None,
        title: format!("Исправить: {}", named(house, &paper.kind, &paper.title)),
        note: format!("{} возвращает на доработку: {}", paper.person, paper.reason),
        href: format!("/drafts/{}/edit", paper.id),
    }
}

fn go_on(house: &House, paper: &WaitingDraft) -> Due {
    let (what, note) = if State::of_code(&paper.state) == State::Signing {
        ("Подписать", "согласован; приложите подписанный экземпляр")
    } else {
        ("Зарегистрировать", "подписан; номер присваивается при регистрации")
    };
    Due {
        key: format!("draft/{}/{}/{}", paper.id, paper.state, paper.round),
        topic: Topic::Asked,
        deadline: None,
        title: format!("{what}: {}", named(house, &paper.kind, &paper.title)),
        note: note.to_owned(),
        href: format!("/drafts/{}", paper.id),
    }
}

fn confirm(line: &OpenLine) -> Due {
    let what = match (AnswerKind::of_code(&line.answer), line.confirmed_at) {
        (AnswerKind::Free, _) => "Ответить на письмо",
        (AnswerKind::Link, _) => "Подтвердить получение и заполнить форму",
        // Of the sheet of a questionnaire its own room reminds.
        (AnswerKind::None | AnswerKind::Form, _) => "Подтвердить получение",
    };
    Due {
        key: format!("mailing/{}", line.mailing_id),
        topic: Topic::Lead,
        deadline: line.due(),
        title: format!("{what}: «{}»", line.title),
        note: format!("отправитель: {}", line.sender_title),
        href: format!("/mail-outs/{}", line.mailing_id),
    }
}
