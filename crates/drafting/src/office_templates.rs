//! The office's own Word templates: brought, tried, put to use, changed for an older one.

use access::audit::{self, Event};
use access::media::DOCX;
use access::{House, Scope};
use papers::Template;
use roadmap::store::Author;
use store::Tx;

use crate::printing::{aside, told};
use crate::store::templates::{self, TemplateRow};
use crate::{DraftRefused, FieldFault, PaperKind};

/// A template as it was sent.
#[derive(Debug, Clone)]
pub struct NewTemplate {
    pub file_name: String,
    pub bytes: Vec<u8>,
    /// What has changed, in the author's words.
    pub note: String,
}

/// Keeps the next version of a kind's template for the author's organisation; answers its id. It is read and tried on the
/// examples of the kind first; what is wrong is told with its place.
pub async fn add_template(
    tx: &mut Tx,
    house: &House,
    scope: &Scope,
    kind: &PaperKind<'_>,
    new: NewTemplate,
    author: &Author,
) -> Result<String, DraftRefused> {
    if !scope.covers(&author.org_id, None) {
        return Err(DraftRefused::NotFound);
    }
    if new.note.chars().count() > 500 {
        return Err(DraftRefused::invalid("note", "Описание изменений длиннее 500 знаков. Сократите его."));
    }
    let (bytes, layout) = (new.bytes.clone(), kind.layout);
    aside(move || {
        let wrong = |text: String| FieldFault { field: "file".into(), text };
        let template = Template::read(&bytes, &layout.fields)
            .map_err(|faults| DraftRefused::Invalid(faults.iter().map(told).map(wrong).collect()))?;
        template.trial(layout).map_err(|fault| DraftRefused::Invalid(vec![wrong(told(&fault))]))?;
        Ok(())
    })
    .await?;
    // Asked last: those who read templates say better what is wrong with one, and never lead to PDF.
    let checked =
        documents::check_file(&new.file_name, &new.bytes).ok().filter(|checked| checked.media_type == DOCX);
    let Some(checked) = checked else {
        let text = "Файл назван или устроен не как документ Word. Откройте его в Word и сохраните как «Документ Word (*.docx)».";
        return Err(DraftRefused::invalid("file", text));
    };
    let now = house.clock.now();
    let hash = house.files.put(tx, new.bytes, DOCX, now).await?;
    let row = templates::NewTemplate {
        org_id: &author.org_id,
        kind: &kind.document.code,
        file: (&hash, &checked.name),
        note: new.note.trim(),
        by: (&author.account_id, &author.name),
    };
    let (id, version) = templates::add(tx, &row, now).await?;
    let what = format!("Загружен шаблон: {}, версия {version}", kind.document.title);
    note(tx, house, author, "template.added", &id, &what).await?;
    Ok(id)
}

/// Papers of the organisation are printed by this version from now on.
pub async fn activate(
    tx: &mut Tx,
    house: &House,
    scope: &Scope,
    template: &TemplateRow,
    author: &Author,
) -> Result<(), DraftRefused> {
    if !scope.covers(&template.org_id, None) {
        return Err(DraftRefused::NotFound);
    }
    templates::put_to_use(tx, template, house.clock.now()).await?;
    let what = format!("Шаблон в работе: версия {}", template.version);
    note(tx, house, author, "template.put_to_use", &template.id, &what).await
}

/// Back to the layout that comes with the program.
pub async fn use_standard(
    tx: &mut Tx,
    house: &House,
    scope: &Scope,
    kind: &PaperKind<'_>,
    author: &Author,
) -> Result<(), DraftRefused> {
    if !scope.covers(&author.org_id, None) {
        return Err(DraftRefused::NotFound);
    }
    templates::out_of_use(tx, &author.org_id, &kind.document.code).await?;
    let what = format!("В работе стандартный шаблон: {}", kind.document.title);
    note(tx, house, author, "template.standard", &kind.document.code, &what).await
}

async fn note(
    tx: &mut Tx,
    house: &House,
    author: &Author,
    act: &'static str,
    id: &str,
    what: &str,
) -> Result<(), DraftRefused> {
    audit::note(tx, house, &author.who(), Event { act, object: ("template", id), what }).await?;
    Ok(())
}
