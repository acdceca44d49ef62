//! `/templates/{kind}`: the fields of a kind, its versions, a trial print, a new version.

use access::media::DOCX;
use access::{Deed, FormData, House, PageError, PageResult, Subject, Visitor, download};
use askama::Template;
use axum::extract::{Path, Query, State as Given};
use papers::{FILTERS, Field, FieldType, PICTURES, Paper, Registration, Standard};
use serde::Deserialize;
use ui::Chrome;

use super::{Choice, author_of, fault_of, file_name, go_to, moment, page, refused, uploaded};
use crate::kind::PaperKind;
use crate::printing::{aside, told};
use crate::rules::{drawn, shown};
use crate::store::drafts::list;
use crate::store::templates::{TemplateRow, template, templates};
use crate::{
    DraftRefused, FieldFault, NewTemplate, Reader, activate as put_to_use, add_template, paper_kind,
    use_standard,
};

#[derive(Template)]
#[template(path = "template.html")]
struct TemplatePage {
    chrome: Chrome,
    code: String,
    title: String,
    organisation: String,
    is_standard: bool,
    versions: Vec<VersionView>,
    editions: [Edition; 2],
    fields: Vec<FieldLine>,
    filters: Vec<(&'static str, &'static str)>,
    /// Papers of this kind for a trial print.
    papers: Vec<Choice>,
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
    uploader: String,
    when: String,
    is_in_use: bool,
}

/// An edition of the standard by which a starter is laid out.
struct Edition {
    code: &'static str,
    title: &'static str,
}

impl Edition {
    /// The one in force first.
    fn both(house: &House) -> [Self; 2] {
        let of = |standard: Standard| Self { code: standard.code(), title: standard.title() };
        let today = Standard::on(house.clock.today());
        let other = if today == Standard::Gost2025 { Standard::Gost2016 } else { Standard::Gost2025 };
        [of(today), of(other)]
    }
}

/// A field as a template writes it.
struct FieldLine {
    placeholder: String,
    title: String,
    what: &'static str,
    example: String,
}

fn kind_of<'a>(house: &'a House, code: &str) -> PageResult<PaperKind<'a>> {
    paper_kind(&house.region, code).ok_or(PageError::NotFound)
}

async fn draw(
    house: &House,
    visitor: Visitor,
    kind: &PaperKind<'_>,
    note: String,
    faults: Vec<FieldFault>,
) -> PageResult<TemplatePage> {
    let scope = visitor.scope(Subject::OfficeTemplate, Deed::Read);
    let rows = templates(&house.db, &scope).await?;
    let papers = list(&house.db, &Reader::of(&visitor), None).await?;
    let versions: Vec<VersionView> = rows
        .into_iter()
        .filter(|row| row.kind == kind.document.code)
        .map(|row| VersionView {
            when: moment(house, row.uploaded_at),
            is_in_use: row.in_use == 1,
            id: row.id,
            version: row.version,
            file_name: row.file_name,
            note: row.note,
            uploader: row.uploader,
        })
        .collect();
    Ok(TemplatePage {
        code: kind.document.code.clone(),
        title: kind.document.title.clone(),
        organisation: visitor.active_membership().map_or_else(String::new, |one| one.org_title.clone()),
        is_standard: !versions.iter().any(|version| version.is_in_use),
        versions,
        editions: Edition::both(house),
        fields: field_lines(&[kind.layout.fields.as_slice(), &Registration::fields()].concat(), "")
            .into_iter()
            .chain(requisite_lines())
            .collect(),
        filters: FILTERS.to_vec(),
        papers: papers
            .into_iter()
            .filter(|row| row.kind == kind.document.code)
            .map(|row| Choice { value: row.id, label: row.title, is_chosen: false })
            .collect(),
        note,
        faults,
        chrome: visitor.chrome,
    })
}

fn field_lines(fields: &[Field], of_list: &str) -> Vec<FieldLine> {
    let mut lines = Vec::new();
    for field in fields {
        let name = if of_list.is_empty() { field.name.clone() } else { format!("item.{}", field.name) };
        let (placeholder, what) = match field.kind {
            FieldType::List => (format!("{{%tr for item in {} %}} … {{%tr endfor %}}", field.name), "список"),
            FieldType::Date => (format!("{{{{ {name} | date }}}}"), "дата"),
            FieldType::Number => (format!("{{{{ {name} }}}}"), "число"),
            FieldType::Money => (format!("{{{{ {name} | money }}}}"), "сумма"),
            FieldType::Flag => (format!("{{% if {name} %}}…{{% endif %}}"), "да или нет"),
            FieldType::Person => {
                (format!("{{{{ {name} | initials_first }}}}, {{{{ {name}.post }}}}"), "лицо")
            }
            FieldType::Organisation => {
                (format!("{{{{ {name}.name }}}}, {{{{ {name}.short }}}}"), "организация")
            }
            FieldType::Text => (format!("{{{{ {name} }}}}"), "текст"),
        };
        let example = example_of(field);
        lines.push(FieldLine { placeholder, title: field.title.clone(), what, example });
        if field.kind == FieldType::List {
            lines.extend(field_lines(&field.fields, &field.name));
        }
    }
    lines
}

/// An example as the placeholder beside it prints it, not as it is kept.
fn example_of(field: &Field) -> String {
    let kept = shown(Some(&field.example));
    match field.kind {
        FieldType::List => String::new(),
        FieldType::Date => kept.parse().map_or(kept, ui::ru::date_of_paper),
        FieldType::Money => kept.parse().map_or(kept, ui::ru::money),
        _ => kept,
    }
}

/// Marks and pictures that every kind has.
fn requisite_lines() -> impl Iterator<Item = FieldLine> {
    let pictures = PICTURES.into_iter().map(|(name, what)| FieldLine {
        placeholder: format!("{{{{ {name} }}}}"),
        title: what.to_owned(),
        what: "рисунок",
        example: String::new(),
    });
    field_lines(papers::requisite_fields(), "").into_iter().chain(pictures)
}

/// `GET /templates/{kind}`
pub async fn show(Given(house): Given<House>, visitor: Visitor, Path(code): Path<String>) -> PageResult {
    let kind = kind_of(&house, &code)?;
    page(&draw(&house, visitor, &kind, String::new(), Vec::new()).await?)
}

#[derive(Deserialize)]
pub struct Starter {
    /// Absent: the edition in force today.
    #[serde(default)]
    edition: String,
}

/// `GET /templates/{kind}/starter.docx?edition=…`
pub async fn starter(
    Given(house): Given<House>,
    Path(code): Path<String>,
    Query(starter): Query<Starter>,
) -> PageResult {
    let kind = kind_of(&house, &code)?;
    let layout = kind.layout;
    let known =
        [Standard::Gost2016, Standard::Gost2025].into_iter().find(|one| one.code() == starter.edition);
    let standard = known.unwrap_or_else(|| Standard::on(house.clock.today()));
    let bytes = aside(move || Ok(papers::starter_docx(layout, standard)?)).await?;
    Ok(download(bytes, DOCX, &file_name(&format!("Шаблон — {}", kind.document.title), "docx")))
}

/// `POST /templates/{kind}`
pub async fn add(
    Given(house): Given<House>,
    visitor: Visitor,
    Path(code): Path<String>,
    form: FormData,
) -> PageResult {
    let kind = kind_of(&house, &code)?;
    let author = author_of(&visitor)?;
    let scope = visitor.scope(Subject::OfficeTemplate, Deed::Write);
    let note = form.text("note").to_owned();
    let Some(file) = uploaded(&form, "file") else {
        let text = "Файл не выбран. Выберите документ Word (.docx) и отправьте форму снова.".to_owned();
        let faults = vec![FieldFault { field: "file".into(), text }];
        return refused(&draw(&house, visitor, &kind, note, faults).await?);
    };
    let new = NewTemplate { file_name: file.name, bytes: file.bytes, note: note.clone() };
    let mut tx = house.db.begin().await?;
    match add_template(&mut tx, &house, &scope, &kind, new, &author).await {
        Ok(_) => {
            tx.commit().await?;
            go_to(&format!("/templates/{code}#versions"))
        }
        Err(told) => {
            drop(tx);
            let faults = told.faults()?;
            refused(&draw(&house, visitor, &kind, note, faults).await?)
        }
    }
}

async fn version(house: &House, visitor: &Visitor, code: &str, id: &str) -> PageResult<TemplateRow> {
    let scope = visitor.scope(Subject::OfficeTemplate, Deed::Read);
    let row = template(&house.db, &scope, id).await?;
    row.filter(|row| row.kind == code).ok_or(PageError::NotFound)
}

/// `GET /templates/{kind}/versions/{template}`
pub async fn download_version(
    Given(house): Given<House>,
    visitor: Visitor,
    Path((code, id)): Path<(String, String)>,
) -> PageResult {
    let row = version(&house, &visitor, &code, &id).await?;
    let hash = row.file().ok_or(PageError::NotFound)?;
    Ok(download(house.files.get(&hash).await?, DOCX, &row.file_name))
}

#[derive(Deserialize)]
pub struct Trial {
    #[serde(default)]
    draft: String,
}

/// `GET /templates/{kind}/versions/{template}/trial.docx?draft=…`: on a real paper, or on the examples of the kind.
pub async fn trial(
    Given(house): Given<House>,
    visitor: Visitor,
    Path((code, id)): Path<(String, String)>,
    Query(trial): Query<Trial>,
) -> PageResult {
    let kind = kind_of(&house, &code)?;
    let row = version(&house, &visitor, &code, &id).await?;
    let hash = row.file().ok_or(PageError::NotFound)?;
    let bytes = house.files.get(&hash).await?;
    let values = if trial.draft.is_empty() {
        None
    } else {
        let (paper, _) = super::found(&house, &Reader::of(&visitor), &trial.draft).await?;
        if paper.kind != code {
            return Err(PageError::NotFound);
        }
        Some(drawn(kind.layout, &paper.values()).map_err(DraftRefused::from)?)
    };
    let layout = kind.layout;
    let docx = aside(move || {
        let template = papers::Template::read(&bytes, &layout.fields)
            .map_err(|faults| DraftRefused::Paper(faults.iter().map(told).collect::<Vec<_>>().join(" ")))?;
        let printed = match values {
            None => template.trial(layout),
            // A trial is no paper yet, whatever the draft has come to.
            Some(values) => {
                template.print(&values, &Paper { draft: true, ..papers::fill(layout, &values)?.paper })
            }
        };
        Ok(printed.map_err(|fault| DraftRefused::Paper(told(&fault)))?.docx)
    })
    .await?;
    let name = format!("Пробная печать — {}, версия {}", kind.document.title, row.version);
    Ok(download(docx, DOCX, &file_name(&name, "docx")))
}

/// `POST /templates/{kind}/versions/{template}/activate`
pub async fn activate(
    Given(house): Given<House>,
    visitor: Visitor,
    Path((code, id)): Path<(String, String)>,
) -> PageResult {
    let row = version(&house, &visitor, &code, &id).await?;
    let author = author_of(&visitor)?;
    let scope = visitor.scope(Subject::OfficeTemplate, Deed::Write);
    let mut tx = house.db.begin().await?;
    put_to_use(&mut tx, &house, &scope, &row, &author).await?;
    tx.commit().await?;
    go_to(&format!("/templates/{code}#versions"))
}

/// `POST /templates/{kind}/standard`
pub async fn standard(Given(house): Given<House>, visitor: Visitor, Path(code): Path<String>) -> PageResult {
    let kind = kind_of(&house, &code)?;
    let author = author_of(&visitor)?;
    let scope = visitor.scope(Subject::OfficeTemplate, Deed::Write);
    let mut tx = house.db.begin().await?;
    use_standard(&mut tx, &house, &scope, &kind, &author).await?;
    tx.commit().await?;
    go_to(&format!("/templates/{code}#versions"))
}
