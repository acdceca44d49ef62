//! The story's papers on their way and the letters that were sent: through the same doors as a person's.

use std::collections::HashMap;

use access::{Actor, Deed, Subject};
use anyhow::{Context, Result, anyhow};
use drafting::rules::{AnswerKind, Verdict, everybody};
use drafting::store::{agreement, drafts, mailings};
use drafting::{Answered, NewRemark, Party, Reader, Registration, Signed};
use jiff::civil::DateTime;
use region::{
    DemoAgreement, DemoAnswer, DemoDraft, DemoDrafts, DemoMailing, DemoMailingAct, DemoRegistration,
    DemoRemark, OrganisationKind,
};
use roadmap::store::Author;

use super::Story;

/// Something that happens to a paper.
#[derive(Clone, Copy)]
pub(super) enum Step<'a> {
    Prepare(&'a DemoDraft),
    Ask(&'a DemoDraft, &'a DemoAgreement),
    Remark(&'a DemoDraft, &'a DemoRemark),
    Answer(&'a DemoDraft, &'a DemoAnswer),
    Register(&'a DemoDraft, &'a DemoRegistration),
    Send(&'a DemoMailing),
    Act(&'a DemoMailing, &'a DemoMailingAct),
}

/// Everything of `demo/drafts.yaml` with its moments.
pub(super) fn steps(demo: &DemoDrafts) -> Vec<(DateTime, Step<'_>)> {
    let mut steps = Vec::new();
    for draft in &demo.drafts {
        steps.push((draft.at, Step::Prepare(draft)));
        if let Some(agreement) = &draft.agreement {
            steps.push((agreement.at, Step::Ask(draft, agreement)));
            steps.extend(agreement.remarks.iter().map(|remark| (remark.at, Step::Remark(draft, remark))));
            steps.extend(agreement.answers.iter().map(|answer| (answer.at, Step::Answer(draft, answer))));
        }
        steps.extend(draft.registration.as_ref().map(|how| (how.at, Step::Register(draft, how))));
    }
    for mailing in &demo.mailings {
        steps.push((mailing.at, Step::Send(mailing)));
        steps.extend(mailing.acts.iter().map(|act| (act.at, Step::Act(mailing, act))));
    }
    steps
}

/// Ids of what the story has made by now: papers by their keys, mailings by the keys of their papers.
#[derive(Default)]
pub(super) struct Made {
    drafts: HashMap<String, String>,
    mailings: HashMap<String, String>,
}

impl Made {
    fn draft(&self, key: &str) -> Result<&str> {
        self.drafts.get(key).map(String::as_str).with_context(|| format!("документ {key} ещё не начат"))
    }

    fn mailing(&self, key: &str) -> Result<&str> {
        self.mailings.get(key).map(String::as_str).with_context(|| format!("документ {key} ещё не разослан"))
    }
}

impl Story {
    pub(super) async fn step(&mut self, step: Step<'_>) -> Result<()> {
        match step {
            Step::Prepare(draft) => self.prepare(draft).await,
            Step::Ask(draft, agreement) => self.ask(draft, agreement).await,
            Step::Remark(draft, remark) => self.remark(draft, remark).await,
            Step::Answer(draft, answer) => self.answer(draft, answer).await,
            Step::Register(draft, how) => self.register_paper(draft, how).await,
            Step::Send(mailing) => self.send(mailing).await,
            Step::Act(mailing, act) => self.act(mailing, act).await,
        }
    }

    async fn row(&self, actor: &Actor, key: &str) -> Result<drafts::DraftRow> {
        let id = self.made.draft(key)?;
        drafts::draft(&self.house.db, &Reader::of_actor(actor), id)
            .await?
            .with_context(|| format!("документ {key} не виден"))
    }

    async fn prepare(&mut self, draft: &DemoDraft) -> Result<()> {
        let (actor, author) = self.actor(&draft.by).await?;
        let board = self.board().await?;
        let (measure_key, item_key, slot_key) =
            Self::place(&board, &draft.measure, draft.item.as_deref(), draft.slot)?;
        let place = drafting::Place { measure_key, item_key, slot_key: Some(slot_key) };
        let over = draft.fields.clone().into_iter().collect();
        let scope = actor.scope(Subject::Draft, Deed::Write);
        let mut tx = self.house.db.begin().await?;
        let id = drafting::prepare(
            &mut tx,
            &self.house,
            &scope,
            &draft.kind,
            &draft.issued_by,
            Some((&board, &place)),
            &over,
            &author,
        )
        .await
        .with_context(|| format!("документ {}", draft.key))?;
        tx.commit().await?;
        self.made.drafts.insert(draft.key.clone(), id);
        Ok(())
    }

    async fn ask(&self, draft: &DemoDraft, agreement: &DemoAgreement) -> Result<()> {
        let (actor, author) = self.actor(&draft.by).await?;
        let row = self.row(&actor, &draft.key).await?;
        let scope = actor.scope(Subject::Draft, Deed::Write);
        let colleagues = agreement::colleagues(&self.house.db, &scope, self.house.clock.today()).await?;
        let mut parties = Vec::new();
        for (stage, logins) in (1..).zip(&agreement.stages) {
            for login in logins {
                let who = colleagues.iter().find(|one| one.login == *login);
                let who = who.with_context(|| format!("{login} не согласует документы"))?;
                parties.push(Party { account_id: who.account_id.clone(), stage });
            }
        }
        let mut tx = self.house.db.begin().await?;
        let (house, day) = (&self.house, agreement.agree_by);
        drafting::ask(&mut tx, house, &scope, &row, &parties, &colleagues, day, &author)
            .await
            .with_context(|| format!("согласование {}", draft.key))?;
        tx.commit().await?;
        Ok(())
    }

    /// The paper with its steps, as somebody who is asked sees it.
    async fn asked(
        &self,
        login: &str,
        key: &str,
    ) -> Result<(Author, drafts::DraftRow, Vec<agreement::StepRow>)> {
        let (actor, author) = self.actor(login).await?;
        let row = self.row(&actor, key).await?;
        let steps = agreement::steps_of(&self.house.db, &row).await?;
        Ok((author, row, steps))
    }

    async fn remark(&self, draft: &DemoDraft, remark: &DemoRemark) -> Result<()> {
        let (author, row, steps) = self.asked(&remark.by, &draft.key).await?;
        let new = NewRemark { field: &remark.field, words: &remark.text };
        let mut tx = self.house.db.begin().await?;
        drafting::write_remark(&mut tx, &self.house, &row, &steps, &new, &author)
            .await
            .with_context(|| format!("замечание к {}", draft.key))?;
        tx.commit().await?;
        Ok(())
    }

    async fn answer(&self, draft: &DemoDraft, answer: &DemoAnswer) -> Result<()> {
        let (author, row, steps) = self.asked(&answer.by, &draft.key).await?;
        let (verdict, reason) = match &answer.returned {
            Some(reason) => (Verdict::Returned, reason.as_str()),
            None => (Verdict::Agreed, ""),
        };
        let mut tx = self.house.db.begin().await?;
        drafting::answer(&mut tx, &self.house, &row, &steps, verdict, reason, &author)
            .await
            .with_context(|| format!("ответ по {}", draft.key))?;
        tx.commit().await?;
        Ok(())
    }

    /// The signed scan of the demonstration is the paper itself, which says that it is invented.
    async fn register_paper(&self, draft: &DemoDraft, how: &DemoRegistration) -> Result<()> {
        let (actor, author) = self.actor(&draft.by).await?;
        let house = &self.house;
        let scope = actor.scope(Subject::Draft, Deed::Write);
        let today = house.clock.today();
        let row = self.row(&actor, &draft.key).await?;
        let kind = self.region.document_kind(&draft.kind).context("вид документа")?;
        let scan = crate::demo_papers::docx(&crate::demo_papers::Entry {
            kind_code: kind.layout_code(),
            kind_title: &kind.title,
            title: &row.title,
            number: how.number.as_deref().unwrap_or("б/н"),
            date: today,
            issuer: &row.issuer_title,
        })?;
        let scan = documents::NewFile { name: format!("{} (демо).docx", kind.title), bytes: scan };
        let signed = Signed { by_hand: true, on: today, scan: Some(scan), signature: None };
        let mut tx = house.db.begin().await?;
        drafting::attach_signed(&mut tx, house, &scope, &row, signed, &author)
            .await
            .with_context(|| format!("подпись {}", draft.key))?;
        tx.commit().await?;
        let row = self.row(&actor, &draft.key).await?;
        let number = match &how.number {
            Some(number) => documents::Number::from(number.as_str()),
            None => documents::Number::Next,
        };
        let registration = Registration { number, date: today, is_published: false, ends: Vec::new() };
        let registering = actor.scope(Subject::Document, Deed::Write);
        let mut tx = house.db.begin().await?;
        drafting::register(&mut tx, house, &scope, &registering, &row, registration, &author)
            .await
            .with_context(|| format!("регистрация {}", draft.key))?;
        tx.commit().await?;
        let Some(words) = &how.evidence else { return Ok(()) };
        let row = self.row(&actor, &draft.key).await?;
        let board = self.board().await?;
        let (measure, item, slot) = Self::place(&board, &draft.measure, draft.item.as_deref(), draft.slot)?;
        let proving = actor.scope(Subject::RoadmapExecution, Deed::Write);
        let place = (measure.as_str(), item.as_deref(), slot.as_str());
        let mut tx = house.db.begin().await?;
        drafting::become_evidence(&mut tx, house, &scope, &proving, &row, &board, place, words, &author)
            .await
            .with_context(|| format!("подтверждение {}", draft.key))?;
        tx.commit().await?;
        Ok(())
    }

    async fn send(&mut self, mailing: &DemoMailing) -> Result<()> {
        let (actor, author) = self.actor(&mailing.by).await?;
        let row = self.row(&actor, &mailing.draft).await?;
        let reading = actor.scope(Subject::Document, Deed::Read);
        let document_id = row.document_id.context("документ ещё не зарегистрирован")?;
        let document = documents::document(&self.house.db, &reading, &document_id).await?;
        let document = document.context("документ не виден отправителю")?;
        let roll = network::store::roll(&self.house.db).await?;
        let all = everybody(&roll, self.house.clock.today());
        let addressees = all.iter().filter(|one| {
            if mailing.to.is_empty() {
                one.organisation.kind == OrganisationKind::MunicipalAuthority
            } else {
                mailing.to.contains(&one.organisation.code)
            }
        });
        let new = drafting::NewMailing {
            addressees: addressees.map(Into::into).collect(),
            answer: if mailing.asks_answer { AnswerKind::Free } else { AnswerKind::None },
            link: String::new(),
            form: None,
            due: mailing.due,
            words: mailing.words.clone(),
        };
        let scope = actor.scope(Subject::Mailing, Deed::Write);
        let mut tx = self.house.db.begin().await?;
        let id = drafting::send(&mut tx, &self.house, &scope, &document, &new, &author)
            .await
            .with_context(|| format!("рассылка {}", mailing.draft))?;
        tx.commit().await?;
        self.made.mailings.insert(mailing.draft.clone(), id);
        Ok(())
    }

    async fn act(&self, mailing: &DemoMailing, act: &DemoMailingAct) -> Result<()> {
        let (actor, author) = self.actor(&act.by).await?;
        let reading = actor.scope(Subject::Mailing, Deed::Read);
        let scope = actor.scope(Subject::Mailing, Deed::Approve);
        let id = self.made.mailing(&mailing.draft)?;
        let house = &self.house;
        let sent = mailings::received_mailing(&house.db, &reading, id).await?;
        let sent = sent.ok_or_else(|| anyhow!("{} не получал письма", act.by))?;
        let line = mailings::own_line(&house.db, &reading, &sent).await?.context("строка адресата")?;
        let mut tx = house.db.begin().await?;
        drafting::note_opening(&mut tx, house, &sent, &line, &author).await?;
        if act.confirms {
            drafting::confirm(&mut tx, house, &scope, &sent, &line, &author).await?;
        }
        if let Some(words) = &act.answer {
            let answered = Answered { words: words.clone(), file: None };
            drafting::reply(&mut tx, house, &scope, &sent, &line, answered, &author).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}
