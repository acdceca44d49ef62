//! The story of texts that live in editions, told through the same doors as a person's work.

use access::{Actor, Deed, House, Subject};
use anyhow::{Context, Result, anyhow};
use editions::rules::{Decision, ParagraphKind, plain_paragraphs};
use editions::store::{self as rows, EditionRow, Reader, TextRow};
use editions::{AimForm, Editor, Invitation, NewText, Step, ValueForm, Word, Wording};
use jiff::civil::DateTime;
use region::{DemoAim, DemoConsultation, DemoEdition, DemoText, TextApproval, TextChange};

/// Tells every text's story up to the house's today.
pub async fn tell(house: &House) -> Result<()> {
    let teller = Teller { house: crate::demo::house_at_its_own_time(house), now: house.clock.now() };
    for text in &house.region.demo.texts {
        teller.text(text).await.with_context(|| format!("текст {}", text.code))?;
    }
    Ok(())
}

struct Teller {
    house: House,
    /// Nothing is told that has not happened yet.
    now: store::Moment,
}

impl Teller {
    /// Sets the story's clock; `false` when that moment is still to come.
    fn at(&self, moment: DateTime) -> Result<bool> {
        let moment = self.house.region.region.instant(moment)?;
        self.house.clock.set(moment);
        Ok(moment.as_microsecond() <= self.now)
    }

    async fn actor(&self, login: &str) -> Result<(Actor, Editor)> {
        let found = access::store::actor_of_login(&self.house.db, login).await?;
        let actor = found.with_context(|| format!("нет логина {login}"))?;
        let editor =
            Editor::of_actor(&actor).with_context(|| format!("у {login} нет действующих полномочий"))?;
        Ok((actor, editor))
    }

    async fn text(&self, told: &DemoText) -> Result<()> {
        if !self.at(told.at)? {
            return Ok(());
        }
        let (actor, editor) = self.actor(&told.by).await?;
        let membership = &actor.membership;
        let keeper = access::store::Place {
            org_id: membership.org_id.clone(),
            org_code: membership.org_code.clone(),
            org_title: membership.org_title.clone(),
            municipality_id: membership.municipality_id.clone(),
        };
        let new = NewText {
            code: told.code.clone(),
            kind: told.kind.clone(),
            title: told.title.clone(),
            edition_title: told.edition_title.clone(),
            paragraphs: plain_paragraphs(&told.text),
        };
        let mut tx = self.house.db.begin().await?;
        let scope = actor.scope(Subject::Edition, Deed::Write);
        editions::add_text(&mut tx, &self.house, &scope, &keeper, &new, &editor).await?;
        tx.commit().await?;
        let reader = Reader::program();
        let text = rows::text_by_code(&self.house.db, &reader, &told.code).await?.context("текст пропал")?;
        self.aims(&text, 1, &told.aims, &told.by).await?;
        if let Some(approval) = &told.approval {
            self.approve(&text, 1, approval).await?;
        }
        self.values(&text, told).await?;
        for (number, edition) in (2_i64..).zip(&told.editions) {
            self.edition(&text, number, edition).await.with_context(|| format!("редакция {number}"))?;
        }
        Ok(())
    }

    async fn find(&self, text: &TextRow, number: i64) -> Result<EditionRow> {
        let found = rows::edition(&self.house.db, &Reader::program(), &text.id, number).await?;
        found.with_context(|| format!("редакции {number} нет"))
    }

    async fn edition(&self, text: &TextRow, number: i64, told: &DemoEdition) -> Result<()> {
        if !self.at(told.at)? {
            return Ok(());
        }
        let (actor, editor) = self.actor(&told.by).await?;
        let scope = actor.scope(Subject::Edition, Deed::Write);
        let base = self.find(text, number - 1).await?;
        let mut tx = self.house.db.begin().await?;
        editions::add_edition(&mut tx, &self.house, &scope, text, &base, &told.title, None, &editor).await?;
        tx.commit().await?;
        // What was proposed is asked about first, and the decisions change the text.
        let opened = told.consultation.as_ref().map_or(DateTime::MAX, |consultation| consultation.at);
        for change in told.changes.iter().filter(|change| change.at <= opened) {
            self.change(text, number, change).await?;
        }
        // Aims name paragraphs that the changes have added.
        self.aims(text, number, &told.aims, &told.by).await?;
        if let Some(consultation) = &told.consultation {
            self.consult(text, number, consultation).await.context("обсуждение")?;
        }
        for change in told.changes.iter().filter(|change| change.at > opened) {
            self.change(text, number, change).await?;
        }
        if let Some(approval) = &told.approval {
            self.approve(text, number, approval).await?;
        }
        Ok(())
    }

    async fn aims(&self, text: &TextRow, number: i64, told: &[DemoAim], by: &str) -> Result<()> {
        if told.is_empty() {
            return Ok(());
        }
        let (actor, editor) = self.actor(by).await?;
        let scope = actor.scope(Subject::Edition, Deed::Write);
        let edition = self.find(text, number).await?;
        let mut tx = self.house.db.begin().await?;
        for aim in told {
            let form = AimForm {
                kind: aim.kind.clone(),
                parent: aim.parent.clone(),
                title: aim.title.clone(),
                paragraph: aim.paragraph.clone(),
                unit: aim.unit.clone(),
                base: aim.base.clone(),
                target: aim.target.clone(),
                due_year: aim.due_year.clone(),
                source: aim.source.clone(),
            };
            editions::add_aim(&mut tx, &self.house, &scope, (text, &edition), &form, &editor)
                .await
                .with_context(|| format!("строка дерева целей «{}»", aim.title))?;
        }
        Ok(tx.commit().await?)
    }

    async fn values(&self, text: &TextRow, told: &DemoText) -> Result<()> {
        let edition = self.find(text, 1).await?;
        let aims = rows::aims_of(&self.house.db, &edition).await?;
        for value in &told.values {
            if !self.at(value.at)? {
                continue;
            }
            let (actor, editor) = self.actor(&value.by).await?;
            let scope = actor.scope(Subject::Edition, Deed::Write);
            let aim = aims.iter().find(|aim| aim.aim_id == value.aim);
            let aim = aim.with_context(|| format!("нет показателя {}", value.aim))?;
            let form = ValueForm {
                year: value.year.clone(),
                value: value.value.clone(),
                proof: value.proof.clone(),
            };
            let mut tx = self.house.db.begin().await?;
            editions::record_value(&mut tx, &self.house, &scope, text, aim, &form, &editor).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    async fn change(&self, text: &TextRow, number: i64, told: &TextChange) -> Result<()> {
        if !self.at(told.at)? {
            return Ok(());
        }
        let (actor, editor) = self.actor(&told.by).await?;
        let scope = actor.scope(Subject::Edition, Deed::Write);
        let edition = self.find(text, number).await?;
        let both = (text, &edition);
        let house = &self.house;
        let wording = |kind: ParagraphKind| Wording {
            kind,
            text: told.text.clone(),
            rationale: told.rationale.clone(),
        };
        let mut tx = house.db.begin().await?;
        if let Some(id) = &told.paragraph {
            let row =
                rows::paragraph(&mut tx, &edition, id).await?.with_context(|| format!("абзаца {id} нет"))?;
            let wording = wording(row.kind());
            editions::reword(&mut tx, house, &scope, both, id, &wording, row.version, &editor).await?;
        } else if let Some(after) = &told.after {
            let new = plain_paragraphs(&told.text).into_iter().next().context("новый абзац пуст")?;
            let wording = Wording { text: new.text, ..wording(new.kind) };
            editions::add_paragraph(&mut tx, house, &scope, both, Some(after), &wording, &editor).await?;
        } else if let Some(id) = &told.remove {
            let row =
                rows::paragraph(&mut tx, &edition, id).await?.with_context(|| format!("абзаца {id} нет"))?;
            editions::step(
                &mut tx,
                house,
                &scope,
                both,
                id,
                Step::Remove { seen: row.version, rationale: &told.rationale },
                &editor,
            )
            .await?;
        }
        Ok(tx.commit().await?)
    }

    async fn consult(&self, text: &TextRow, number: i64, told: &DemoConsultation) -> Result<()> {
        if !self.at(told.at)? {
            return Ok(());
        }
        let (actor, editor) = self.actor(&told.by).await?;
        let house = &self.house;
        let invitation = Invitation {
            purpose: told.purpose.clone(),
            opens_on: told.opens_on,
            deadline: told.deadline,
            asked: told.asked.clone(),
        };
        let edition = self.find(text, number).await?;
        let scope = actor.scope(Subject::Edition, Deed::Write);
        let mut tx = house.db.begin().await?;
        let id = editions::open(&mut tx, house, &scope, (text, &edition), &invitation, &editor).await?;
        tx.commit().await?;
        let consultation =
            rows::consultation(&house.db, &edition, &id).await?.context("обсуждение пропало")?;
        for comment in &told.comments {
            if !self.at(comment.at)? {
                continue;
            }
            let (actor, editor) = self.actor(&comment.by).await?;
            let scope = actor.scope(Subject::EditionComment, Deed::Write);
            let word = Word {
                paragraph_id: comment.paragraph.clone(),
                remark: comment.remark.clone(),
                proposed: comment.proposed.clone(),
            };
            let role = actor.membership.role.code();
            let org = actor.membership.org_title.clone();
            let mut tx = house.db.begin().await?;
            let id =
                editions::speak(&mut tx, house, &scope, &edition, &consultation, &word, role, &editor, &org)
                    .await
                    .with_context(|| format!("замечание {}", comment.by))?;
            tx.commit().await?;
            let Some(decision) = &comment.decision else { continue };
            if !self.at(decision.at)? {
                continue;
            }
            let (actor, editor) = self.actor(&decision.by).await?;
            let hears = actor.scope(Subject::EditionComment, Deed::Read);
            let row = rows::comment(&house.db, &hears, &edition, &id).await?.context("замечание пропало")?;
            let outcome = Decision::from_code(&decision.outcome).context("неизвестное решение")?;
            let scope = actor.scope(Subject::EditionComment, Deed::Approve);
            let writing = actor.scope(Subject::Edition, Deed::Write);
            let (scopes, both) = ((&scope, &writing), (text, &edition));
            let outcome = (outcome, decision.reason.as_str());
            let mut tx = house.db.begin().await?;
            editions::decide(&mut tx, house, scopes, both, &row, outcome, row.version, &editor)
                .await
                .with_context(|| format!("решение по замечанию {}", comment.by))?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// Registers the approving document, unless the story has done that already, and approves by it.
    async fn approve(&self, text: &TextRow, number: i64, told: &TextApproval) -> Result<()> {
        if !self.at(told.at)? {
            return Ok(());
        }
        let (actor, editor) = self.actor(&told.by).await?;
        let house = &self.house;
        let basis = &told.document;
        let mut tx = house.db.begin().await?;
        let issuer = network::place_of(&mut tx, &basis.issued_by, house.clock.today()).await?;
        let new = documents::NewDocument {
            kind: basis.kind.clone(),
            number: basis.number.as_str().into(),
            date: basis.date,
            issuer,
            title: basis.title.clone(),
            file: None,
            is_published: true,
            ends: Vec::new(),
        };
        let scope = actor.scope(Subject::Document, Deed::Write);
        let recorder = documents::Recorder { account_id: actor.account_id.clone(), name: actor.name.clone() };
        let desk = documents::Desk::of(house);
        let id = match documents::register(&mut tx, &desk, &scope, new, &recorder).await {
            Ok(id) | Err(documents::DocumentRefused::AlreadyRegistered { id, .. }) => id,
            Err(refused) => return Err(anyhow!("{refused}")),
        };
        let reads = actor.scope(Subject::Document, Deed::Read);
        let document = documents::document(&mut tx, &reads, &id).await?.context("документ пропал")?;
        let edition = self.find(text, number).await?;
        let scope = actor.scope(Subject::Edition, Deed::Approve);
        editions::approve(&mut tx, house, &scope, (text, &edition), (&document, false), &editor).await?;
        Ok(tx.commit().await?)
    }
}
