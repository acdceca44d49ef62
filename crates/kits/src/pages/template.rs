//! `/kits/templates/{kit_document}`: the fields of a document, the office's versions, a new one.

use access::{FormData, House, PageError, PageResult, Visitor, download};
use askama::Template;
use axum::extract::{Path, State};
use papers::{FILTERS, Field, FieldType};
use region::KitDocument;
use ui::Chrome;

use super::{DOCX, author_of, document_today, fault_of, go_to, keeps, page, refused, uploaded};
use crate::making::{aside, file_name};
use crate::store::{self as rows, TemplateRow};
use crate::{FieldFault, NewTemplate, activate as put_to_use, add_template, blank_kind, use_standard};

#[derive(Template)]
#[template(path = "kits_template.html")]
struct TemplatePage {
    chrome: Chrome,
    code: String,
    title: String,
    is_standard: bool,
    versions: Vec<VersionView>,
    /// Placeholder, title, example.
    fields: Vec<(String, String, String)>,
    filters: Vec<(&'static str, &'static str)>,
    note: String,
    faults: Vec<FieldFault>,
}

impl TemplatePage {
    fn fault(&self, field: &str) -> Option<&str> {
        fault_of(&self.faults, field)
    }
}

struct VersionView {
    id: String,
    version: i64,
    file_name: String,
    note: String,
    who: String,
    when: String,
    is_in_use: bool,
}

async fn draw(
    house: &House,
    visitor: Visitor,
    document: &KitDocument,
    note: String,
    faults: Vec<FieldFault>,
) -> PageResult<TemplatePage> {
    let kind = blank_kind(&house.region, document)?;
    let versions: Vec<VersionView> = rows::templates_of(&house.db, &document.code)
        .await?
        .into_iter()
        .map(|row| VersionView {
            when: ui::ru::date_long(house.clock.date_of(row.uploaded_at)),
            who: format!("{}, {}", row.uploader, row.org_title),
            id: row.id,
            version: row.version,
            file_name: row.file_name,
            note: row.note,
            is_in_use: row.is_in_use,
        })
        .collect();
    Ok(TemplatePage {
        code: document.code.clone(),
        title: document.title.clone(),
        is_standard: !versions.iter().any(|one| one.is_in_use),
        versions,
        fields: kind.fields.iter().map(line).collect(),
        filters: FILTERS.to_vec(),
        note,
        faults,
        chrome: visitor.chrome,
    })
}

/// A field as a template writes it.
fn line(field: &Field) -> (String, String, String) {
    let name = &field.name;
    let part = |part: &str| field.example.get(part).and_then(|value| value.as_str()).unwrap_or_default();
    let (placeholder, example) = match field.kind {
        FieldType::Person => (
            format!("{{{{ {name}.full }}}}, {{{{ {name} | initials_first }}}}, {{{{ {name}.post }}}}"),
            format!("{} {} {}", part("surname"), part("name"), part("patronymic")),
        ),
        FieldType::Organisation => (
            format!("{{{{ {name}.name }}}}, {{{{ {name}.name_genitive }}}}, {{{{ {name}.short }}}}"),
            part("short").to_owned(),
        ),
        FieldType::Date => {
            let example = text_of(field);
            // As the filter prints it.
            let printed = example.parse().map_or(example, ui::ru::date_of_year);
            (format!("{{{{ {name} | date_full }}}}"), printed)
        }
        FieldType::Flag => (format!("{{% if {name} %}}…{{% endif %}}"), "да или нет".to_owned()),
        _ => (format!("{{{{ {name} }}}}"), text_of(field)),
    };
    (placeholder, field.title.clone(), example)
}

fn text_of(field: &Field) -> String {
    field.example.as_str().map_or_else(|| field.example.to_string(), str::to_owned)
}

/// `GET /kits/templates/{kit_document}`
pub async fn show(State(house): State<House>, visitor: Visitor, Path(code): Path<String>) -> PageResult {
    let document = document_today(&house, &code)?;
    page(&draw(&house, visitor, document, String::new(), Vec::new()).await?)
}

/// `GET /kits/templates/{kit_document}/starter.docx`
pub async fn starter(State(house): State<House>, Path(code): Path<String>) -> PageResult {
    let document = document_today(&house, &code)?;
    let kind = blank_kind(&house.region, document)?;
    let name = file_name(&format!("Шаблон – {}", document.title));
    let standard = papers::Standard::on(house.clock.today());
    let bytes = aside(move || Ok(papers::starter_docx(&kind, standard)?)).await?;
    Ok(download(bytes, DOCX, &format!("{name}.docx")))
}

/// `POST /kits/templates/{kit_document}`
pub async fn add(
    State(house): State<House>,
    visitor: Visitor,
    Path(code): Path<String>,
    form: FormData,
) -> PageResult {
    let document = document_today(&house, &code)?;
    let author = author_of(&visitor)?;
    let note = form.text("note").to_owned();
    let Some(file) = uploaded(&form, "file") else {
        let text = "Файл не выбран. Выберите документ Word (.docx) и отправьте форму снова.".to_owned();
        let faults = vec![FieldFault { field: "file".into(), text }];
        return refused(&draw(&house, visitor, document, note, faults).await?);
    };
    let new = NewTemplate { file, note: note.clone() };
    let mut tx = house.db.begin().await?;
    match add_template(&mut tx, &house, &keeps(&visitor), document, new, &author).await {
        Ok(_) => {
            tx.commit().await?;
            go_to(&format!("/kits/templates/{code}#versions"))
        }
        Err(told) => {
            drop(tx);
            let faults = told.faults()?;
            refused(&draw(&house, visitor, document, note, faults).await?)
        }
    }
}

async fn version(house: &House, code: &str, id: &str) -> PageResult<TemplateRow> {
    let document = document_today(house, code)?;
    rows::template(&house.db, &document.code, id).await?.ok_or(PageError::NotFound)
}

/// `GET /kits/templates/{kit_document}/versions/{kit_template}`
pub async fn download_version(
    State(house): State<House>,
    Path((code, id)): Path<(String, String)>,
) -> PageResult {
    let row = version(&house, &code, &id).await?;
    let hash = row.file().ok_or(PageError::NotFound)?;
    Ok(download(house.files.get(&hash).await?, DOCX, &row.file_name))
}

/// `POST /kits/templates/{kit_document}/versions/{kit_template}/activate`
pub async fn activate(
    State(house): State<House>,
    visitor: Visitor,
    Path((code, id)): Path<(String, String)>,
) -> PageResult {
    let row = version(&house, &code, &id).await?;
    let author = author_of(&visitor)?;
    let mut tx = house.db.begin().await?;
    put_to_use(&mut tx, &house, &keeps(&visitor), &row, &author).await?;
    tx.commit().await?;
    go_to(&format!("/kits/templates/{code}#versions"))
}

/// `POST /kits/templates/{kit_document}/standard`
pub async fn standard(State(house): State<House>, visitor: Visitor, Path(code): Path<String>) -> PageResult {
    let document = document_today(&house, &code)?;
    let author = author_of(&visitor)?;
    let mut tx = house.db.begin().await?;
    use_standard(&mut tx, &house, &keeps(&visitor), document, &author).await?;
    tx.commit().await?;
    go_to(&format!("/kits/templates/{code}#versions"))
}
