//! The door for texts: a new text, a new edition, a new wording, the end of an edition's life as a draft.

use access::audit::{self, Event, Who};
use access::store::Place;
use access::{House, Reach, Scope};
use store::Tx;

use crate::EditionRefused;
use crate::rules::{Ids, NewParagraph, Paragraph, ParagraphKind, carry_ids, paragraph_number};
use crate::store::{self as rows, EditionRow, Neighbour, ParagraphRow, TextRow};

/// Who edits: noted beside the wording and in the journal.
#[derive(Debug, Clone)]
pub struct Editor {
    pub account_id: String,
    pub name: String,
    pub who: Who,
}

impl Editor {
    /// A signed-in visitor with an active membership.
    pub fn of(visitor: &access::Visitor) -> Option<Self> {
        Self::of_actor(visitor.actor.as_ref()?)
    }

    /// An account with an active membership.
    pub fn of_actor(actor: &access::Actor) -> Option<Self> {
        let role = actor.role()?;
        let who = Who {
            account_id: Some(actor.account_id.clone()),
            role: role.code().to_owned(),
            org_id: actor.membership.org_id.clone(),
        };
        Some(Self { account_id: actor.account_id.clone(), name: actor.name.clone(), who })
    }
}

/// A text about to be put into the system.
#[derive(Debug, Clone)]
pub struct NewText {
    /// Stands in addresses: small Latin letters, digits and dashes.
    pub code: String,
    /// Code of the document kind.
    pub kind: String,
    pub title: String,
    /// Of its first edition: «2016 года».
    pub edition_title: String,
    pub paragraphs: Vec<NewParagraph>,
}

const LONGEST_TITLE: usize = 500;
const LONGEST_PARAGRAPH: usize = 20_000;
pub(crate) const MOST_PARAGRAPHS: usize = 5_000;

/// Puts a text with its first edition into the system; answers the edition's number. `scope` is that of writing editions.
pub async fn add_text(
    tx: &mut Tx,
    house: &House,
    scope: &Scope,
    keeper: &Place,
    new: &NewText,
    editor: &Editor,
) -> Result<i64, EditionRefused> {
    if scope.reach() != Reach::Everything && !scope.covers(&keeper.org_id, keeper.municipality_id.as_deref())
    {
        return Err(EditionRefused::NotFound);
    }
    let code = new.code.trim();
    let is_fit = (2..=40).contains(&code.len())
        && code.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if !is_fit {
        let text = "Адрес: от двух до сорока строчных латинских букв, цифр и дефисов, например concept.";
        return Err(EditionRefused::invalid("code", text));
    }
    check_title("title", "Название", &new.title)?;
    check_title("edition_title", "Название редакции", &new.edition_title)?;
    if house.region.document_kind(&new.kind).is_none() {
        return Err(EditionRefused::invalid("kind", "Вид документа: выберите вид из списка."));
    }
    check_paragraphs(&new.paragraphs)?;
    let now = house.clock.now();
    let Some(text_id) = rows::insert_text(tx, code, &new.kind, new.title.trim(), keeper, now).await? else {
        let text = format!("Адрес «{code}» занят другим текстом. Придумайте другой.");
        return Err(EditionRefused::invalid("code", text));
    };
    let (edition_id, number) =
        rows::insert_edition(tx, &text_id, new.edition_title.trim(), None, &editor.account_id, now).await?;
    let mut ids = Ids::after([]);
    let paragraphs = carry_ids(&[], &new.paragraphs, &mut ids);
    rows::next_paragraph_number(tx, &text_id, length(&paragraphs)).await?;
    rows::insert_all(tx, &edition_id, &paragraphs, &editor.account_id, now).await?;
    let what = format!("Текст «{}» загружен, редакция «{}»", new.title.trim(), new.edition_title.trim());
    note(tx, house, editor, "text.added", &text_id, &what).await?;
    Ok(number)
}

/// Begins the next edition of a text with the words of an earlier one, or with words that came back from Word: their
/// paragraphs are found again.
pub async fn add_edition(
    tx: &mut Tx,
    house: &House,
    scope: &Scope,
    text: &TextRow,
    base: &EditionRow,
    title: &str,
    brought: Option<&[NewParagraph]>,
    editor: &Editor,
) -> Result<i64, EditionRefused> {
    may_edit(scope, text)?;
    check_title("edition_title", "Название редакции", title)?;
    let now = house.clock.now();
    let before: Vec<Paragraph> =
        rows::paragraphs_of(&mut *tx, base).await?.iter().map(ParagraphRow::paragraph).collect();
    let paragraphs = match brought {
        None => before,
        Some(brought) => {
            check_paragraphs(brought)?;
            let so_many = i64::try_from(brought.len()).unwrap_or(0);
            let last = rows::next_paragraph_number(tx, &text.id, so_many).await?;
            let mut ids = Ids::after([format!("p{}", last - so_many).as_str()]);
            carry_ids(&before, brought, &mut ids)
        }
    };
    let (edition_id, number) =
        rows::insert_edition(tx, &text.id, title.trim(), Some(&base.id), &editor.account_id, now).await?;
    rows::insert_all(tx, &edition_id, &paragraphs, &editor.account_id, now).await?;
    rows::copy_aims(tx, base, &edition_id, &editor.account_id, now).await?;
    let what = format!("Начата редакция «{}» текста «{}»", title.trim(), text.title);
    note(tx, house, editor, "edition.begun", &edition_id, &what).await?;
    Ok(number)
}

/// What is typed into the form of a paragraph.
#[derive(Debug, Clone)]
pub struct Wording {
    pub kind: ParagraphKind,
    pub text: String,
    pub rationale: String,
}

/// Gives a paragraph another wording. `seen` is its version when the form was opened.
///
/// # Errors
/// [`EditionRefused::Changed`] when it is another by now: the page shows both wordings.
pub async fn reword(
    tx: &mut Tx,
    house: &House,
    scope: &Scope,
    (text, edition): (&TextRow, &EditionRow),
    id: &str,
    wording: &Wording,
    seen: i64,
    editor: &Editor,
) -> Result<(), EditionRefused> {
    may_change(scope, text, edition)?;
    check_paragraph(&wording.text)?;
    let now = house.clock.now();
    lock(tx, edition).await?;
    let paragraph = Paragraph { id: id.to_owned(), kind: wording.kind, text: wording.text.trim().to_owned() };
    let rationale = wording.rationale.trim();
    if !rows::rewrite(tx, edition, &paragraph, rationale, seen, &editor.account_id, now).await? {
        return Err(match rows::paragraph(&mut *tx, edition, id).await? {
            Some(_) => EditionRefused::Changed,
            None => EditionRefused::NotFound,
        });
    }
    let what = format!("Изменён абзац {} редакции «{}»", paragraph_number(id), edition.title);
    note(tx, house, editor, "edition.reworded", &edition.id, &what).await?;
    Ok(())
}

/// Puts a new paragraph after another one, or at the beginning; answers its id.
pub async fn add_paragraph(
    tx: &mut Tx,
    house: &House,
    scope: &Scope,
    (text, edition): (&TextRow, &EditionRow),
    after: Option<&str>,
    wording: &Wording,
    editor: &Editor,
) -> Result<String, EditionRefused> {
    may_change(scope, text, edition)?;
    check_paragraph(&wording.text)?;
    let now = house.clock.now();
    lock(tx, edition).await?;
    let number = rows::next_paragraph_number(tx, &text.id, 1).await?;
    let paragraph =
        Paragraph { id: format!("p{number}"), kind: wording.kind, text: wording.text.trim().to_owned() };
    let neighbour = after.map_or(Neighbour::Beginning, Neighbour::After);
    if !rows::insert_between(tx, edition, &paragraph, neighbour, &editor.account_id, now).await? {
        return Err(EditionRefused::NotFound);
    }
    if !wording.rationale.trim().is_empty() {
        rows::rewrite(tx, edition, &paragraph, wording.rationale.trim(), 1, &editor.account_id, now).await?;
    }
    let what = format!("Добавлен абзац {number} в редакцию «{}»", edition.title);
    note(tx, house, editor, "edition.paragraph_added", &edition.id, &what).await?;
    Ok(paragraph.id)
}

/// What is done to a paragraph as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step<'a> {
    Up,
    Down,
    /// With the version that was seen (a wording that nobody has read is not thrown away) and the reason, for the comparison.
    Remove {
        seen: i64,
        rationale: &'a str,
    },
}

pub async fn step(
    tx: &mut Tx,
    house: &House,
    scope: &Scope,
    (text, edition): (&TextRow, &EditionRow),
    id: &str,
    step: Step<'_>,
    editor: &Editor,
) -> Result<(), EditionRefused> {
    may_change(scope, text, edition)?;
    lock(tx, edition).await?;
    if rows::paragraph(&mut *tx, edition, id).await?.is_none() {
        return Err(EditionRefused::NotFound);
    }
    let what = match step {
        Step::Up | Step::Down => {
            rows::swap_with_neighbour(tx, edition, id, step == Step::Up).await?;
            format!("Переставлен абзац {} редакции «{}»", paragraph_number(id), edition.title)
        }
        Step::Remove { seen, rationale } => {
            if !rows::remove(tx, edition, id, seen).await? {
                return Err(EditionRefused::Changed);
            }
            if !rationale.trim().is_empty() {
                rows::note_removal(tx, edition, id, rationale.trim()).await?;
            }
            format!("Исключён абзац {} редакции «{}»", paragraph_number(id), edition.title)
        }
    };
    note(tx, house, editor, "edition.reordered", &edition.id, &what).await?;
    Ok(())
}

/// Layouts of papers by which something is approved; a text is approved by a document of its own kind as well.
const APPROVING: [&str; 3] = ["directive", "order", "protocol"];

/// Whether a document of a kind can approve a text: an order, a directive, a protocol, or the text itself as a document.
pub fn can_approve(house: &House, text: &TextRow, kind: &str) -> bool {
    let layout = house.region.document_kind(kind).map(region::DocumentKind::layout_code);
    kind == text.kind || layout.is_some_and(|layout| APPROVING.contains(&layout))
}

/// Freezes an edition by the registered document that approves it. `scope` is that of approving editions.
/// `leaves_undecided`: whoever approves knows that some comments get no decision any more.
///
/// # Errors
/// A document of another kind or one that is not in force any more; comments that wait for a decision.
pub async fn approve(
    tx: &mut Tx,
    house: &House,
    scope: &Scope,
    (text, edition): (&TextRow, &EditionRow),
    (document, leaves_undecided): (&documents::DocumentRow, bool),
    editor: &Editor,
) -> Result<(), EditionRefused> {
    if scope.reach() != Reach::Everything {
        return Err(EditionRefused::NotFound);
    }
    if !can_approve(house, text, &document.kind) {
        let told = "Документ: таким документом редакцию не утверждают. Выберите приказ, распоряжение, протокол или сам документ.";
        return Err(EditionRefused::invalid("document", told));
    }
    let program = Scope::of_the_program();
    if let Some(ending) = documents::store::ending_of(&mut *tx, &program, &document.id).await? {
        let told = format!("Документ: он {}. Выберите действующий.", ending.kind().done());
        return Err(EditionRefused::invalid("document", told));
    }
    let comments = rows::comments_of(&mut *tx, &program, edition).await?;
    let undecided = comments.iter().filter(|comment| comment.decision().is_none()).count();
    if undecided > 0 && !leaves_undecided {
        let told = format!(
            "Ждут решения замечания: {undecided}. Решите их или отметьте, что они остаются без решения: после утверждения решений не записывают."
        );
        return Err(EditionRefused::invalid("leave", told));
    }
    let kind = house.region.document_kind(&document.kind).map_or(document.kind.as_str(), |kind| &kind.title);
    let reference =
        format!("{kind} №\u{a0}{} от\u{a0}{}", document.number, ui::ru::date_long(document.date()));
    if !rows::approve(tx, &edition.id, &document.id, &reference, house.clock.now()).await? {
        return Err(EditionRefused::Frozen);
    }
    let what = format!("Редакция «{}» текста «{}» утверждена: {reference}", edition.title, text.title);
    note(tx, house, editor, "edition.approved", &edition.id, &what).await?;
    Ok(())
}

/// Whoever changes a text holds its edition until the commit, and learns if it was approved meanwhile.
pub(crate) async fn lock(tx: &mut Tx, edition: &EditionRow) -> Result<(), EditionRefused> {
    if rows::raise_structure(tx, &edition.id).await? { Ok(()) } else { Err(EditionRefused::Frozen) }
}

pub(crate) fn may_edit(scope: &Scope, text: &TextRow) -> Result<(), EditionRefused> {
    if scope.covers(&text.org_id, None) { Ok(()) } else { Err(EditionRefused::NotFound) }
}

pub(crate) fn may_change(scope: &Scope, text: &TextRow, edition: &EditionRow) -> Result<(), EditionRefused> {
    may_edit(scope, text)?;
    if edition.is_approved() { Err(EditionRefused::Frozen) } else { Ok(()) }
}

fn check_title(field: &'static str, name: &str, text: &str) -> Result<(), EditionRefused> {
    let text = text.trim();
    if text.is_empty() {
        return Err(EditionRefused::invalid(field, format!("{name}: поле не заполнено.")));
    }
    if text.chars().count() > LONGEST_TITLE {
        return Err(EditionRefused::invalid(
            field,
            format!("{name}: не больше {LONGEST_TITLE}\u{a0}знаков."),
        ));
    }
    Ok(())
}

fn check_paragraph(text: &str) -> Result<(), EditionRefused> {
    if text.trim().is_empty() {
        let told = "Текст абзаца: поле не заполнено. Чтобы убрать абзац из редакции, исключите его.";
        return Err(EditionRefused::invalid("text", told));
    }
    let length = text.chars().count();
    if length > LONGEST_PARAGRAPH {
        let told = format!(
            "Текст абзаца: {length}\u{a0}знаков, а помещается {LONGEST_PARAGRAPH}. Разделите его на части."
        );
        return Err(EditionRefused::invalid("text", told));
    }
    Ok(())
}

fn check_paragraphs(paragraphs: &[NewParagraph]) -> Result<(), EditionRefused> {
    if paragraphs.is_empty() {
        let told = "В файле нет ни одного абзаца текста. Проверьте, тот ли файл выбран.";
        return Err(EditionRefused::invalid("file", told));
    }
    if paragraphs.len() > MOST_PARAGRAPHS {
        let told = format!(
            "В файле {} абзацев, а помещается {MOST_PARAGRAPHS}. Разделите документ.",
            paragraphs.len()
        );
        return Err(EditionRefused::invalid("file", told));
    }
    for (at, paragraph) in paragraphs.iter().enumerate() {
        if paragraph.text.chars().count() > LONGEST_PARAGRAPH {
            let told = format!(
                "Абзац {} файла длиннее {LONGEST_PARAGRAPH}\u{a0}знаков. Разделите его в Word и загрузите снова.",
                at + 1
            );
            return Err(EditionRefused::invalid("file", told));
        }
    }
    Ok(())
}

fn length(paragraphs: &[Paragraph]) -> i64 {
    i64::try_from(paragraphs.len()).unwrap_or(i64::MAX)
}

async fn note(
    tx: &mut Tx,
    house: &House,
    editor: &Editor,
    act: &'static str,
    id: &str,
    what: &str,
) -> Result<(), EditionRefused> {
    Ok(audit::note(tx, house, &editor.who, Event { act, object: ("edition", id), what }).await?)
}
