//! The office's own Word templates of the case: brought, tried, put to use, changed for the region's own.

use access::audit::{self, Event};
use access::media::DOCX;
use access::{House, Reach, Scope};
use documents::NewFile;
use papers::{Kind, Template};
use region::KitDocument;
use roadmap::store::Author;
use store::Tx;

use crate::KitRefused;
use crate::making::{aside, blank_kind, told};
use crate::refused::FieldFault;
use crate::store::{self as rows, NewTemplateRow, TemplateRow};

const LONGEST_NOTE: usize = 500;

/// A template as it was sent.
#[derive(Debug, Clone)]
pub struct NewTemplate {
    pub file: NewFile,
    /// What has changed, in the author's words.
    pub note: String,
}

/// Keeps the next version of a document's template. It is read and tried on examples first; what is wrong is told with its
/// place. `scope`: of keeping the case.
pub async fn add_template(
    tx: &mut Tx,
    house: &House,
    scope: &Scope,
    document: &KitDocument,
    new: NewTemplate,
    author: &Author,
) -> Result<String, KitRefused> {
    if scope.reach() != Reach::Everything {
        return Err(KitRefused::NotFound);
    }
    if new.note.trim().chars().count() > LONGEST_NOTE {
        let text = format!("Описание изменений длиннее {LONGEST_NOTE} знаков. Сократите его.");
        return Err(KitRefused::invalid("note", text));
    }
    let kind = blank_kind(&house.region, document)?;
    let bytes = new.file.bytes.clone();
    aside(move || try_out(&bytes, &kind)).await?;
    // Asked last: those who read templates say better what is wrong with one, and never lead to PDF.
    let checked = documents::check_file(&new.file.name, &new.file.bytes)
        .ok()
        .filter(|checked| checked.media_type == DOCX);
    let Some(checked) = checked else {
        let text = "Файл назван или устроен не как документ Word. Откройте его в Word и сохраните как «Документ Word (*.docx)».";
        return Err(KitRefused::invalid("file", text));
    };
    let now = house.clock.now();
    let hash = house.files.put(tx, new.file.bytes, DOCX, now).await?;
    let row = NewTemplateRow {
        document: &document.code,
        file: (&hash, &checked.name),
        note: new.note.trim(),
        by: (&author.account_id, &author.name),
        org_title: &author.org_title,
    };
    let (id, version) = rows::add_template(tx, &row, now).await.map_err(KitRefused::of_write)?;
    let what = format!("Загружен шаблон кейса: {}, версия {version}", document.title);
    note(tx, house, author, "kit.template_added", &id, &what).await?;
    Ok(id)
}

fn try_out(bytes: &[u8], kind: &Kind) -> Result<(), KitRefused> {
    let wrong = |fault: papers::TemplateFault| FieldFault { field: "file".into(), text: told(&[fault]) };
    let template = Template::read(bytes, &kind.fields)
        .map_err(|faults| KitRefused::Invalid(faults.into_iter().map(wrong).collect()))?;
    template.trial(kind).map_err(|fault| KitRefused::Invalid(vec![wrong(fault)]))?;
    Ok(())
}

/// Drafts of all schools are made by this version from now on.
pub async fn activate(
    tx: &mut Tx,
    house: &House,
    scope: &Scope,
    template: &TemplateRow,
    author: &Author,
) -> Result<(), KitRefused> {
    if scope.reach() != Reach::Everything {
        return Err(KitRefused::NotFound);
    }
    rows::put_to_use(tx, template).await.map_err(KitRefused::of_write)?;
    let what = format!("Шаблон кейса в работе: версия {}", template.version);
    note(tx, house, author, "kit.template_put_to_use", &template.id, &what).await
}

/// Back to the region's own template.
pub async fn use_standard(
    tx: &mut Tx,
    house: &House,
    scope: &Scope,
    document: &KitDocument,
    author: &Author,
) -> Result<(), KitRefused> {
    if scope.reach() != Reach::Everything {
        return Err(KitRefused::NotFound);
    }
    rows::out_of_use(tx, &document.code).await?;
    let what = format!("В работе стандартный шаблон кейса: {}", document.title);
    note(tx, house, author, "kit.template_standard", &document.code, &what).await
}

async fn note(
    tx: &mut Tx,
    house: &House,
    author: &Author,
    act: &'static str,
    id: &str,
    what: &str,
) -> Result<(), KitRefused> {
    audit::note(tx, house, &author.who(), Event { act, object: ("kit_template", id), what }).await?;
    Ok(())
}
