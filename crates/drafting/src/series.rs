//! A series: one paper printed for every line of a list. Jobs make it portion by portion, so that a thousand papers take no
//! more memory than a portion; what is made is kept even if the program ends in between.

use std::io::{Cursor, Write};

use access::audit::{self, Event};
use access::{House, Scope};
use papers::{Kind, PdfKind, Registration, Standard, Template, Values};
use roadmap::store::Author;
use store::{FileHash, Jobs, Tx, jobs};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::printing::{aside, told};
use crate::rules::{self, Line, State, drawn, lines_of};
use crate::store::drafts::DraftRow;
use crate::store::series::{self as rows, Material, NewSeries, SeriesRow};
use crate::store::templates;
use crate::{DraftRefused, PaperKind, paper_kind};

const MAKE: &str = "drafting.series";
const ERASE: &str = "drafting.old_series";

/// Papers of one portion: seconds of work, megabytes of memory.
pub const PORTION: usize = 25;
/// Days after which the papers of a series are erased: they have been taken away long since.
pub const KEPT_DAYS: i64 = 30;
const MOST_AT_ONCE: i64 = 3;
const DAY: i64 = 24 * 3600 * 1_000_000;

/// Asks for a series; answers its id. `scope` is that of writing drafts.
pub async fn begin(
    tx: &mut Tx,
    house: &House,
    scope: &Scope,
    (draft, kind): (&DraftRow, &PaperKind<'_>),
    (list, format): (&[u8], &str),
    author: &Author,
) -> Result<String, DraftRefused> {
    if !scope.covers(&draft.org_id, None) {
        return Err(DraftRefused::NotFound);
    }
    if draft.state() == State::Discarded {
        return Err(DraftRefused::not_now("Проект отменён.", "Подготовьте документ заново."));
    }
    if !["docx", "pdf"].contains(&format) {
        return Err(DraftRefused::invalid("format", "Вид файлов не выбран. Выберите Word или PDF."));
    }
    if rows::making(&mut *tx, &draft.org_id).await? >= MOST_AT_ONCE {
        let text = format!(
            "Сейчас печатается серий: {MOST_AT_ONCE}. Дождитесь, пока одна из них закончится, или остановите её."
        );
        return Err(DraftRefused::invalid("list", text));
    }
    let lines = lines_in(list, kind.layout, draft.values()).await?;
    let issuer = network::place_of(&mut *tx, &draft.issuer_code, house.clock.today()).await?;
    let template = match format {
        "docx" => templates::in_use(&mut *tx, &issuer.org_id, &kind.document.code).await?,
        _ => None,
    };
    let template = template.and_then(|row| row.file());
    let new = NewSeries {
        draft,
        format,
        lines: &lines,
        template: template.as_ref(),
        // What has been agreed is printed clean; the number is put by hand.
        is_draft: draft.state().is_marked_as_draft(),
        by: (&author.account_id, &author.name),
    };
    let now = house.clock.now();
    let id = rows::add(tx, &new, now).await?;
    jobs::enqueue(tx, MAKE, &serde_json::json!({ "series": id }), now).await?;
    let what = format!("Серия по списку: «{}», документов: {}", draft.title, lines.len());
    audit::note(
        tx,
        house,
        &author.who(),
        Event { act: "series.begun", object: ("series", &id), what: &what },
    )
    .await?;
    Ok(id)
}

/// The lines of a list, read aside: a workbook is work.
async fn lines_in(list: &[u8], layout: &'static Kind, values: Values) -> Result<Vec<Line>, DraftRefused> {
    let list = list.to_vec();
    aside(move || {
        let read = office::rows_of_list(&list)
            .map_err(|refused| DraftRefused::invalid("list", format!("Список не прочитан: {refused}")))?;
        lines_of(layout, &values, &read).map_err(DraftRefused::Invalid)
    })
    .await
}

/// Stops the making; what is made stays to be taken away.
pub async fn stop(
    tx: &mut Tx,
    house: &House,
    scope: &Scope,
    series: &SeriesRow,
    author: &Author,
) -> Result<(), DraftRefused> {
    if !scope.covers(&series.org_id, None) {
        return Err(DraftRefused::NotFound);
    }
    if !rows::end(tx, &series.id, "stopped", "", house.clock.now()).await? {
        return Err(DraftRefused::not_now("Серия уже не печатается.", "Посмотрите, чем она закончилась."));
    }
    let what = "Печать серии остановлена";
    audit::note(
        tx,
        house,
        &author.who(),
        Event { act: "series.stopped", object: ("series", &series.id), what },
    )
    .await?;
    Ok(())
}

/// Says who makes series, and who erases old ones.
pub fn handle(jobs: &mut Jobs, house: &House) {
    let making = house.clone();
    jobs.handle(MAKE, move |payload| {
        let house = making.clone();
        async move {
            let id = payload.get("series").and_then(|id| id.as_str()).unwrap_or_default();
            make_portion(&house, id).await.map_err(|error| error.to_string())
        }
    });
    let erasing = house.clone();
    jobs.repeat(ERASE, DAY, move || {
        let house = erasing.clone();
        async move { erase_old(&house).await.map_err(|error| error.to_string()) }
    });
}

async fn erase_old(house: &House) -> store::Result<()> {
    let mut tx = house.db.begin().await?;
    rows::erase_before(&mut tx, house.clock.now() - KEPT_DAYS * DAY).await?;
    tx.mark_noted(); // by the rule that the page of series tells
    tx.commit().await
}

/// The next portion. Run again after a crash it makes the same papers; the row's count decides which run is kept.
async fn make_portion(house: &House, id: &str) -> Result<(), DraftRefused> {
    let Some(material) = rows::material(&house.db, id).await? else { return Ok(()) };
    let (from, total) = (material.made, material.total);
    let to = (from + i64::try_from(PORTION).unwrap_or(1)).min(total);
    let made = printed(house, material, to).await;
    let now = house.clock.now();
    let mut tx = house.db.begin().await?;
    tx.mark_noted(); // the asking was noted; a portion is a part of it
    match made {
        Ok(archive) => {
            let hash = house.files.put(&mut tx, archive, access::media::ZIP, now).await?;
            if !rows::add_part(&mut tx, id, (from, to), &hash, now).await? {
                return Ok(());
            }
            if to < total {
                jobs::enqueue(&mut tx, MAKE, &serde_json::json!({ "series": id }), now).await?;
            }
        }
        // The disk or the database may come back: the job is tried again.
        Err(DraftRefused::Store(error)) => return Err(error.into()),
        Err(told) => {
            rows::end(&mut tx, id, "failed", &told.to_string(), now).await?;
        }
    }
    Ok(tx.commit().await?)
}

/// Papers from the first that is not made to `to`, in an archive.
async fn printed(house: &House, material: Material, to: i64) -> Result<Vec<u8>, DraftRefused> {
    let kind = paper_kind(&house.region, &material.kind).ok_or(DraftRefused::NotFound)?;
    let (layout, title) = (kind.layout, kind.document.title.clone());
    let template = match material.template() {
        Some(hash) => Some(house.files.get(&hash).await?),
        None => None,
    };
    let standard = Standard::on(house.clock.today());
    aside(move || {
        let template = template.map(|bytes| Template::read(&bytes, &layout.fields)).transpose();
        let template = template.map_err(|faults| {
            let faults: Vec<String> = faults.iter().map(told).collect();
            DraftRefused::Paper(format!("Шаблон организации не подходит. {}", faults.join(" ")))
        })?;
        let lines = material.lines()?;
        let mut own = material.values();
        if material.is_draft {
            Registration::take_out(&mut own);
        }
        let range = place(material.made)..place(to).min(lines.len());
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        // Papers are packed already.
        let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        for number in range {
            let line = &lines[number];
            let values = drawn(layout, &rules::with(&own, &line.values))?;
            let bytes = match &template {
                Some(template) => {
                    let paper =
                        papers::Paper { draft: material.is_draft, ..papers::fill(layout, &values)?.paper };
                    template.print(&values, &paper).map_err(|fault| DraftRefused::Paper(told(&fault)))?.docx
                }
                None => by_layout(layout, &values, &material, standard, &title)?,
            };
            let name = file_name(number + 1, &line.label, &material.format);
            let kept = archive.start_file(name, options).and_then(|()| Ok(archive.write_all(&bytes)?));
            kept.map_err(|error| DraftRefused::Paper(error.to_string()))?;
        }
        let kept = archive.finish().map_err(|error| DraftRefused::Paper(error.to_string()))?;
        Ok(kept.into_inner())
    })
    .await
}

fn place(count: i64) -> usize {
    usize::try_from(count).unwrap_or(0)
}

fn by_layout(
    layout: &'static Kind,
    values: &Values,
    material: &Material,
    standard: Standard,
    title: &str,
) -> Result<Vec<u8>, DraftRefused> {
    let mut paper = papers::fill(layout, values)?.paper;
    paper.standard = paper.created.map_or(standard, Standard::on);
    paper.draft = material.is_draft;
    if paper.title.trim().is_empty() {
        title.clone_into(&mut paper.title);
    }
    Ok(if material.format == "pdf" { papers::pdf(&paper, PdfKind::Plain)? } else { papers::docx(&paper)? })
}

/// «0007 Директору школы № 7.docx»: sorts as the list does.
fn file_name(number: usize, label: &str, format: &str) -> String {
    let label: String = label.chars().take(80).collect();
    crate::pages::file_name(&format!("{number:04} {label}"), format)
}

/// The portions of a series, for an archive that is put together while it is taken away.
pub async fn portions(house: &House, series: &SeriesRow) -> store::Result<Vec<FileHash>> {
    rows::parts(&house.db, &series.id).await
}
