//! Drafts of the case in Word, one by one and in an archive.

use std::collections::HashMap;
use std::io::{Cursor, Write};

use access::House;
use papers::{Kind, Standard, Template, Values};
use region::{Kit, KitDocument, LibraryStatus, RegionPack};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::{KitRefused, store as rows};

/// Fields of the templates, and parts that they share.
const FIELDS: &str = include_str!("../fields.yaml");

/// A draft as a file.
#[derive(Debug, Clone)]
pub struct Made {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// A document of the case as a kind of paper: the fields that every one has, the region's own layout.
pub fn blank_kind(region: &RegionPack, document: &KitDocument) -> Result<Kind, KitRefused> {
    let layout = region.kit_templates.get(&document.template).ok_or(KitRefused::NotFound)?;
    Kind::read(&document.code, &document.title, FIELDS, layout)
        .map_err(|why| KitRefused::Paper(format!("Шаблон «{}» не прочитан: {why}.", document.title)))
}

/// The office's templates in use, by documents.
async fn templates_of_the_office(house: &House) -> Result<HashMap<String, Vec<u8>>, KitRefused> {
    let mut templates = HashMap::new();
    for row in rows::templates_in_use(&house.db).await? {
        if let Some(hash) = row.file() {
            templates.insert(row.document, house.files.get(&hash).await?);
        }
    }
    Ok(templates)
}

/// One draft in Word.
pub async fn paper_of(house: &House, document: &KitDocument, values: Values) -> Result<Made, KitRefused> {
    let office = templates_of_the_office(house).await?.remove(&document.code);
    let (region, document) = (house.region.clone(), document.clone());
    aside(move || {
        let bytes = docx(&region, &document, &values, office.as_deref())?;
        Ok(Made { name: format!("{}.docx", file_name(&document.title)), bytes })
    })
    .await
}

/// All drafts that a library of a status needs, in one archive; `short`: the school's name for it.
pub async fn whole_kit(
    house: &House,
    kit: &Kit,
    status: LibraryStatus,
    values: Values,
    short: &str,
) -> Result<Made, KitRefused> {
    let office = templates_of_the_office(house).await?;
    let region = house.region.clone();
    let documents: Vec<KitDocument> = kit.asked_of(status).map(|(document, _)| document.clone()).collect();
    let name = format!("Комплект документов – {}.zip", file_name(short));
    aside(move || {
        let mut files = Vec::with_capacity(documents.len());
        for (place, document) in (1..).zip(&documents) {
            let bytes = docx(&region, document, &values, office.get(&document.code).map(Vec::as_slice))?;
            files.push((format!("{place:02} {}.docx", file_name(&document.title)), bytes));
        }
        let bytes =
            archive(&files).map_err(|error| KitRefused::Paper(format!("Архив не записан: {error}.")))?;
        Ok(Made { name, bytes })
    })
    .await
}

fn docx(
    region: &RegionPack,
    document: &KitDocument,
    values: &Values,
    office: Option<&[u8]>,
) -> Result<Vec<u8>, KitRefused> {
    let kind = blank_kind(region, document)?;
    let values = kind.complete(values).map_err(|faults| {
        let told: Vec<String> = faults.into_iter().map(|fault| fault.message).collect();
        KitRefused::Paper(told.join(" "))
    })?;
    if let Some(bytes) = office {
        let template =
            Template::read(bytes, &kind.fields).map_err(|faults| KitRefused::Paper(told(&faults)))?;
        return Ok(template.fill(&values).map_err(|fault| KitRefused::Paper(told(&[fault])))?.docx);
    }
    let mut paper = papers::fill(&kind, &values)?.paper;
    if let Some(day) = paper.created {
        paper.standard = Standard::on(day);
    }
    Ok(papers::docx(&paper)?)
}

pub(crate) fn told(faults: &[papers::TemplateFault]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

/// Names that are not ASCII are marked as UTF-8 in the archive, as Windows wants it.
fn archive(files: &[(String, Vec<u8>)]) -> zip::result::ZipResult<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.start_file(name.as_str(), SimpleFileOptions::default())?;
        archive.write_all(bytes)?;
    }
    Ok(archive.finish()?.into_inner())
}

/// Without signs that some system does not take, and short enough for its path.
pub(crate) fn file_name(words: &str) -> String {
    let fit = |sign: char| if "/\\:*?\"<>|".contains(sign) { '-' } else { sign };
    let clean: String = words.chars().filter(|sign| !sign.is_control()).map(fit).take(100).collect();
    clean.trim().trim_end_matches('.').to_owned()
}

/// Made aside: the thread that answers others does not wait.
pub(crate) async fn aside<T: Send + 'static>(
    make: impl FnOnce() -> Result<T, KitRefused> + Send + 'static,
) -> Result<T, KitRefused> {
    tokio::task::spawn_blocking(make)
        .await
        .map_err(|error| KitRefused::Store(store::Error::Invalid(error.to_string())))?
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    fn packs() -> Vec<RegionPack> {
        let of = |code: &str| {
            let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../regions").join(code);
            region::load(|file| std::fs::read_to_string(folder.join(file)).ok()).unwrap()
        };
        ["khabarovsk", "lukomorye"].map(of).into()
    }

    fn words(docx: &[u8]) -> String {
        documents::rules::plain_text(docx)
    }

    /// Every template of every region is filled whole, and an office can begin from it in Word.
    #[test]
    fn every_document_of_every_region_is_filled_and_can_be_edited() {
        for pack in packs() {
            for document in pack.kits.iter().flat_map(|kit| &kit.documents) {
                let kind = blank_kind(&pack, document).unwrap_or_else(|error| panic!("{error}"));
                let docx = docx(&pack, document, &kind.examples(), None)
                    .unwrap_or_else(|error| panic!("{}: {error}", document.code));
                let text = words(&docx);
                for mark in ["{{", "{%", "None", "undefined"] {
                    assert!(!text.contains(mark), "{}: {text}", document.code);
                }
                assert!(text.contains("с. Примерное"), "{}: the school is named", document.code);
                let starter = papers::starter_docx(&kind, Standard::Gost2016).unwrap();
                let template = Template::read(&starter, &kind.fields)
                    .unwrap_or_else(|faults| panic!("{}: {}", document.code, told(&faults)));
                let by_template = words(&template.trial(&kind).unwrap().docx);
                assert!(by_template.contains("с. Примерное"), "{}: {by_template}", document.code);
            }
        }
    }

    #[test]
    fn what_is_not_known_is_seen_on_the_paper() {
        let pack = &packs()[0];
        let order = pack.kits[0].document("order").unwrap();
        let mut values = blank_kind(pack, order).unwrap().examples();
        let mark = papers::blank("фамилия, имя и отчество сотрудника библиотеки");
        values.insert(
            "librarian".into(),
            serde_json::json!({"surname": mark, "post": papers::blank("должность")}),
        );
        let text = words(&docx(pack, order, &values, None).unwrap());
        assert!(text.contains(&format!("на {mark}, должность – [впишите: должность]")), "{text}");
        assert!(text.contains("второго сентября две тысячи двадцать четвёртого года"), "{text}");
    }

    /// Bit 11 of the flags of every entry: without it Windows shows other letters.
    #[test]
    fn russian_names_in_an_archive_are_marked_as_utf8() {
        let files = [("01 Приказ о создании ИБЦ.docx".to_owned(), b"word".to_vec())];
        let bytes = archive(&files).unwrap();
        assert_eq!(u16::from_le_bytes([bytes[6], bytes[7]]) & (1 << 11), 1 << 11);
        let mut read = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut file = read.by_index(0).unwrap();
        assert_eq!(file.name().unwrap(), files[0].0);
        let mut inside = String::new();
        file.read_to_string(&mut inside).unwrap();
        assert_eq!(inside, "word");
    }

    #[test]
    fn names_of_files_fit_every_system() {
        assert_eq!(file_name("МБОУ «Школа № 1»: 2024/25?"), "МБОУ «Школа № 1»- 2024-25-");
        assert_eq!(file_name(&"я".repeat(300)).chars().count(), 100);
    }
}
