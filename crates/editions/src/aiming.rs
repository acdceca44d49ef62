//! The door for the tree of aims: goals, priorities, tools, indicators, and what the indicators come to.

use access::audit::{self, Event};
use access::{House, Scope};
use store::Tx;
use ui::ru::{of_thousandths, thousandths};

use crate::EditionRefused;
use crate::editing::{Editor, lock, may_change, may_edit};
use crate::rules::{AimKind, paragraph_id};
use crate::store::{self as rows, AimFields, AimRow, AimValueRow, EditionRow, TextRow};

const LONGEST_TITLE: usize = 1_000;
const LONGEST_LINE: usize = 200;
const MOST_AIMS: usize = 300;

/// An aim as a form tells it; numbers as they were typed.
#[derive(Debug, Clone, Default)]
pub struct AimForm {
    /// Code of an [`AimKind`]; decided once.
    pub kind: String,
    /// Id of the aim above; empty for a goal.
    pub parent: String,
    pub title: String,
    /// Number of the paragraph that says it, as it was typed; may be empty.
    pub paragraph: String,
    pub unit: String,
    pub base: String,
    pub target: String,
    pub due_year: String,
    /// Code of the indicator in monitoring.
    pub source: String,
}

fn optional(field: &'static str, name: &str, text: &str) -> Result<Option<i64>, EditionRefused> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    thousandths(text).map(Some).ok_or_else(|| {
        let told = format!("{name}: «{text}» — не число. Напишите цифрами, например 12,5.");
        EditionRefused::invalid(field, told)
    })
}

fn year(field: &'static str, name: &str, text: &str) -> Result<i64, EditionRefused> {
    let year = text.trim().parse().ok().filter(|year| (2000..=2100).contains(year));
    year.ok_or_else(|| {
        EditionRefused::invalid(field, format!("{name}: напишите год четырьмя цифрами, например 2030."))
    })
}

fn short(field: &'static str, name: &str, text: &str) -> Result<(), EditionRefused> {
    if text.chars().count() > LONGEST_LINE {
        let told = format!("{name}: не больше {LONGEST_LINE}\u{a0}знаков.");
        return Err(EditionRefused::invalid(field, told));
    }
    Ok(())
}

/// The form's fields, read; what an indicator alone has stays empty elsewhere.
async fn read<'a>(
    tx: &mut Tx,
    edition: &EditionRow,
    kind: AimKind,
    form: &'a AimForm,
) -> Result<AimFields<'a>, EditionRefused> {
    let title = form.title.trim();
    if title.is_empty() {
        return Err(EditionRefused::invalid("title", "Формулировка: поле не заполнено."));
    }
    if title.chars().count() > LONGEST_TITLE {
        let told = format!("Формулировка: не больше {LONGEST_TITLE}\u{a0}знаков.");
        return Err(EditionRefused::invalid("title", told));
    }
    let paragraph = paragraph_id(&form.paragraph);
    if !paragraph.is_empty() && rows::paragraph(&mut *tx, edition, &paragraph).await?.is_none() {
        let told = format!(
            "Абзац: в этой редакции нет абзаца «{}». Номер стоит рядом с абзацем текста.",
            form.paragraph.trim()
        );
        return Err(EditionRefused::invalid("paragraph", told));
    }
    let mut fields = AimFields {
        kind,
        parent_id: Some(form.parent.as_str()).filter(|id| !id.is_empty()),
        title,
        paragraph_id: paragraph,
        unit: "",
        base: None,
        target: None,
        due_year: None,
        source: "",
    };
    if kind == AimKind::Indicator {
        short("unit", "Единица", &form.unit)?;
        short("source", "Показатель мониторинга", &form.source)?;
        fields.unit = form.unit.trim();
        fields.source = form.source.trim();
        fields.base = optional("base", "Исходное значение", &form.base)?;
        fields.target = optional("target", "Целевое значение", &form.target)?;
        if !form.due_year.trim().is_empty() {
            fields.due_year = Some(year("due_year", "К какому году", &form.due_year)?);
        }
    }
    Ok(fields)
}

/// Puts an aim into the tree of an edition that is not approved yet; answers its id.
pub async fn add_aim(
    tx: &mut Tx,
    house: &House,
    scope: &Scope,
    (text, edition): (&TextRow, &EditionRow),
    form: &AimForm,
    editor: &Editor,
) -> Result<String, EditionRefused> {
    may_change(scope, text, edition)?;
    lock(tx, edition).await?;
    let there = rows::aims_of(&mut *tx, edition).await?;
    let kind = AimKind::from_code(&form.kind)
        .ok_or_else(|| EditionRefused::invalid("kind", "Что это: выберите из списка."))?;
    let above = there.iter().find(|aim| aim.aim_id == form.parent);
    if !kind.stands_under(above.map(AimRow::kind)) || (above.is_none() && !form.parent.is_empty()) {
        let told = "К чему относится: приоритет относится к цели, инструмент — к приоритету, показатель — к любому из них.";
        return Err(EditionRefused::invalid("parent", told));
    }
    if there.len() >= MOST_AIMS {
        let told = format!("В дереве уже {MOST_AIMS} строк. Уберите лишние.");
        return Err(EditionRefused::invalid("title", told));
    }
    let fields = read(tx, edition, kind, form).await?;
    let id = rows::next_aim_id(tx, &text.id).await?;
    rows::insert_aim(tx, edition, &id, &fields, &editor.account_id, house.clock.now()).await?;
    let what = format!("{} «{}» в редакции «{}»", kind.title(), fields.title, edition.title);
    note(tx, house, editor, "edition.aim_added", &edition.id, &what).await?;
    Ok(id)
}

/// Changes what an aim says; its kind and place stay.
pub async fn change_aim(
    tx: &mut Tx,
    house: &House,
    scope: &Scope,
    (text, edition): (&TextRow, &EditionRow),
    aim: &AimRow,
    (form, seen): (&AimForm, i64),
    editor: &Editor,
) -> Result<(), EditionRefused> {
    may_change(scope, text, edition)?;
    lock(tx, edition).await?;
    let fields = read(tx, edition, aim.kind(), form).await?;
    let now = house.clock.now();
    if seen != aim.version || !rows::update_aim(tx, edition, aim, &fields, &editor.account_id, now).await? {
        return Err(EditionRefused::Changed);
    }
    let what = format!("{} {} изменён в редакции «{}»", aim.kind().title(), aim.aim_id, edition.title);
    note(tx, house, editor, "edition.aim_changed", &edition.id, &what).await
}

/// Takes an aim out of the tree; one that others stand under stays until they are gone.
pub async fn remove_aim(
    tx: &mut Tx,
    house: &House,
    scope: &Scope,
    (text, edition): (&TextRow, &EditionRow),
    aim: &AimRow,
    editor: &Editor,
) -> Result<(), EditionRefused> {
    may_change(scope, text, edition)?;
    lock(tx, edition).await?;
    let there = rows::aims_of(&mut *tx, edition).await?;
    if there.iter().any(|other| other.parent_id.as_deref() == Some(&aim.aim_id)) {
        let told = "К этой строке относятся другие. Сначала уберите их.";
        return Err(EditionRefused::invalid("remove", told));
    }
    rows::remove_aim(tx, edition, &aim.aim_id).await?;
    let what = format!("{} «{}» убран из редакции «{}»", aim.kind().title(), aim.title, edition.title);
    note(tx, house, editor, "edition.aim_removed", &edition.id, &what).await
}

/// What an indicator came to, as a form tells it.
#[derive(Debug, Clone, Default)]
pub struct ValueForm {
    pub year: String,
    pub value: String,
    /// By what it is known: a report, the address of a page.
    pub proof: String,
}

/// Notes what an indicator came to in a year; approved editions too, for that is when progress begins.
pub async fn record_value(
    tx: &mut Tx,
    house: &House,
    scope: &Scope,
    text: &TextRow,
    aim: &AimRow,
    form: &ValueForm,
    editor: &Editor,
) -> Result<(), EditionRefused> {
    may_edit(scope, text)?;
    if aim.kind() != AimKind::Indicator {
        return Err(EditionRefused::NotFound);
    }
    let year = year("year", "Год", &form.year)?;
    if year > i64::from(house.clock.today().year()) {
        return Err(EditionRefused::invalid("year", "Год: он ещё не начался."));
    }
    let value = optional("value", "Значение", &form.value)?
        .ok_or_else(|| EditionRefused::invalid("value", "Значение: поле не заполнено."))?;
    let proof = form.proof.trim();
    if proof.is_empty() {
        let told = "Откуда известно: поле не заполнено. Назовите отчёт, мониторинг или страницу.";
        return Err(EditionRefused::invalid("proof", told));
    }
    short("proof", "Откуда известно", proof)?;
    let row = AimValueRow { aim_id: aim.aim_id.clone(), year, value, proof: proof.to_owned() };
    rows::write_value(tx, &text.id, &row, &editor.account_id, house.clock.now()).await?;
    let what = format!("Показатель «{}»: {} за {year} год", aim.title, of_thousandths(value));
    note(tx, house, editor, "edition.indicator_value", &text.id, &what).await
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
