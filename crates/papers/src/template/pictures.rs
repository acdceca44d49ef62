//! Pictures that a filled template gains: their drawings in the text, their files, and how the package knows of them.

use super::requisites::{Drawn, Requisites};
use super::{Part, TemplateFault, package};
use crate::docx::{self, CHART_TYPE, OFFICE};

/// Parts of the package that are changed or come anew.
pub(super) type Files = Vec<(String, Vec<u8>)>;

const TYPES: &str = "http://schemas.openxmlformats.org/package/2006/content-types";
const RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// What is gathered while the parts are filled.
pub(super) struct Pictures<'a> {
    package: &'a [u8],
    requisites: &'a Requisites<'a>,
    /// Begins every name that comes anew: nothing in the package has it.
    stem: String,
    count: usize,
    files: Files,
    /// Entries of `[Content_Types].xml`.
    types: String,
}

impl<'a> Pictures<'a> {
    pub(super) fn new(package: &'a [u8], requisites: &'a Requisites<'a>) -> Self {
        Self { package, requisites, stem: String::new(), count: 0, files: Vec::new(), types: String::new() }
    }

    /// The drawings of a part by the names that its program calls them, empty where the paper has no such picture.
    pub(super) fn of_part(&mut self, part: &Part) -> Result<Vec<(String, String)>, TemplateFault> {
        let mut relations = String::new();
        let mut drawings = Vec::with_capacity(part.pictures.len());
        for (name, drawn) in &part.pictures {
            let drawing = match drawn {
                Drawn::QrCode => self.qr_code(&mut relations)?,
                Drawn::Chart(place) => self.chart(*place, &mut relations)?,
            };
            drawings.push((name.clone(), drawing));
        }
        if !relations.is_empty() {
            let (folder, file) = part.name.rsplit_once('/').unwrap_or(("", &part.name));
            let name = format!("{folder}/_rels/{file}.rels");
            let before = package::part(self.package, &name)?;
            let before = before.unwrap_or_else(|| format!("<Relationships xmlns=\"{RELATIONS}\"/>"));
            self.files.push((name, with_children(&before, &relations)?.into_bytes()));
        }
        Ok(drawings)
    }

    /// Everything that the package must change or take besides the parts themselves.
    pub(super) fn finish(mut self) -> Result<Files, TemplateFault> {
        if !self.types.is_empty() {
            let name = "[Content_Types].xml";
            let before = package::part(self.package, name)?.unwrap_or_default();
            let mut types = String::new();
            for (ending, media_type) in
                [("png", "image/png"), ("xlsx", docx::XLSX), ("rels", docx::RELATIONS)]
            {
                let is_needed = self.files.iter().any(|(name, _)| name.ends_with(&format!(".{ending}")));
                let is_known =
                    before.to_lowercase().contains(&format!("extension=\"{ending}\"")) || !is_needed;
                if !is_known {
                    types.push_str(&format!(
                        "<Default xmlns=\"{TYPES}\" Extension=\"{ending}\" ContentType=\"{media_type}\"/>"
                    ));
                }
            }
            types.push_str(self.types.trim_start());
            self.files.push((name.to_owned(), with_children(&before, &types)?.into_bytes()));
        }
        Ok(self.files)
    }

    fn next(&mut self) -> Result<String, TemplateFault> {
        if self.stem.is_empty() {
            let names = package::names(self.package)?;
            let is_free = |stem: &String| !names.iter().any(|name| name.contains(stem.as_str()));
            self.stem =
                (1..=u32::MAX).map(|number| format!("biblioset{number}")).find(is_free).unwrap_or_default();
        }
        self.count += 1;
        Ok(format!("{}-{}", self.stem, self.count))
    }

    fn qr_code(&mut self, relations: &mut String) -> Result<String, TemplateFault> {
        let Some(verification) = self.requisites.verification else { return Ok(String::new()) };
        let Some(bytes) = crate::qr::png(&verification.url) else { return Ok(String::new()) };
        let name = self.next()?;
        relations.push_str(&relation(&name, "image", &format!("/word/media/{name}.png")));
        self.files.push((format!("word/media/{name}.png"), bytes));
        // One space: the picture needs its ending known, no entry of its own.
        self.types.push(' ');
        Ok(docx::qr_drawing(&relation_id(&name), self.drawing_id(), verification))
    }

    fn chart(&mut self, place: usize, relations: &mut String) -> Result<String, TemplateFault> {
        let Some(chart) = self.requisites.charts.get(place) else { return Ok(String::new()) };
        let name = self.next()?;
        let files =
            docx::chart_files(chart, &name).map_err(|error| TemplateFault::of_file(error.to_string()))?;
        relations.push_str(&relation(&name, "chart", &format!("/word/charts/{name}.xml")));
        self.types.push_str(&format!(
            "<Override xmlns=\"{TYPES}\" PartName=\"/word/charts/{name}.xml\" ContentType=\"{CHART_TYPE}\"/>"
        ));
        self.files.extend(files);
        Ok(docx::chart_drawing(&relation_id(&name), self.drawing_id(), chart))
    }

    /// Far from what Word counts from one.
    fn drawing_id(&self) -> usize {
        1_000_000 + self.count
    }
}

fn relation_id(name: &str) -> String {
    format!("rId-{name}")
}

fn relation(name: &str, kind: &str, target: &str) -> String {
    let id = relation_id(name);
    format!("<Relationship xmlns=\"{RELATIONS}\" Id=\"{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>")
}

/// A part with more children of its root, at the end.
fn with_children(text: &str, children: &str) -> Result<String, TemplateFault> {
    if let Some(at) = text.rfind("</") {
        return Ok(format!("{}{children}{}", &text[..at], &text[at..]));
    }
    let found = text.rfind("/>").and_then(|at| Some((at, text[..at].rfind('<')?)));
    let (at, begin) = found.ok_or_else(|| TemplateFault::of_file("Оглавление файла повреждено."))?;
    let name = text[begin + 1..at].split_whitespace().next().unwrap_or_default();
    Ok(format!("{}>{children}</{name}>{}", &text[..at], &text[at + 2..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn children_come_last_whatever_the_root_is() {
        assert_eq!(with_children("<a><b/></a>", "<c/>").unwrap(), "<a><b/><c/></a>");
        assert_eq!(with_children("<?xml?><x:a y='z'/>\n", "<c/>").unwrap(), "<?xml?><x:a y='z'><c/></x:a>\n");
        assert!(with_children("", "<c/>").is_err());
    }
}
