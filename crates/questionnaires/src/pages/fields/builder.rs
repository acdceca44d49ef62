//! Blocks made from a sheet as it is now.

use std::collections::HashMap;

use forms::engine::{Finding, Offer, Report};
use forms::form::{Element, ElementId, Kind};
use forms::source::{Lookup, Value};

use super::words::{id_of, shown_of};
use super::{Ask, Beside, Block, Choice, Field, FileKind, MOST_LISTED, MOST_RADIOS};
use crate::filling::Sheet;
use crate::rules::{
    Page, bounds_of, count_path, heading, is_file_set, is_mandatory, is_shown, kind_path, matrix_rows,
};

/// What a page is made from.
pub struct Builder<'a> {
    pub sheet: &'a Sheet,
    report: HashMap<String, (Option<Finding>, Option<Finding>)>,
    beside: &'a Beside,
    /// Whether missing answers are called errors already.
    pub checks: bool,
    nodes: HashMap<String, Vec<String>>,
    relevant: HashMap<String, bool>,
}

impl<'a> Builder<'a> {
    pub fn new(sheet: &'a Sheet, found: Report, beside: &'a Beside, checks: bool) -> Self {
        let mut report: HashMap<String, (Option<Finding>, Option<Finding>)> = HashMap::new();
        for error in found.errors {
            report.entry(error.path.clone()).or_default().0.get_or_insert(error);
        }
        for warning in found.warnings {
            report.entry(warning.path.clone()).or_default().1.get_or_insert(warning);
        }
        // Instances of every repeat, in their order.
        let mut nodes: HashMap<String, Vec<String>> = HashMap::new();
        let mut relevant = HashMap::new();
        for node in sheet.session.nodes() {
            if node.is_repeat
                && let Some(open) = node.path.rfind('[')
            {
                nodes.entry(node.path[..open].to_owned()).or_default().push(node.path.clone());
            }
            relevant.insert(node.path, node.is_relevant);
        }
        Self { sheet, report, beside, checks, nodes, relevant }
    }

    pub fn blocks(&self, page: &Page) -> Vec<Block> {
        let mut blocks = Vec::new();
        for id in &page.elements {
            if page.section == Some(*id) && self.sheet.version.form().element(*id).kind == Kind::Group {
                self.children(*id, &self.parent_path(*id), &mut blocks);
            } else {
                self.element(*id, &self.parent_path(*id), &mut blocks);
            }
        }
        blocks
    }

    /// Path of what stands above an element that is in no repeat.
    fn parent_path(&self, id: ElementId) -> String {
        let form = self.sheet.version.form();
        form.element(id).parent.map_or_else(String::new, |parent| form.path(parent))
    }

    fn children(&self, id: ElementId, above: &str, blocks: &mut Vec<Block>) {
        let form = self.sheet.version.form();
        let element = form.element(id);
        let path = if element.is_flat { above.to_owned() } else { format!("{above}/{}", element.name) };
        let rows = matrix_rows(form, id);
        if !rows.is_empty() {
            blocks.push(self.matrix(id, &path, &rows));
            return;
        }
        for child in &element.children {
            self.element(*child, &path, blocks);
        }
    }

    fn element(&self, id: ElementId, above: &str, blocks: &mut Vec<Block>) {
        let form = self.sheet.version.form();
        if !is_shown(form, id) {
            return;
        }
        let element = form.element(id);
        let path = format!("{above}/{}", element.name);
        match element.kind {
            Kind::Group => {
                let inside = if element.is_flat { above.to_owned() } else { path };
                let title = self.sheet.session.label(&inside).unwrap_or_default();
                if title.is_empty() {
                    self.children(id, above, blocks);
                    return;
                }
                blocks.push(Block::Open { title, hidden: self.is_hidden(&inside), path: inside });
                self.children(id, above, blocks);
                blocks.push(Block::Close);
            }
            Kind::Repeat => self.repeat(id, &path, blocks),
            _ => blocks.push(Block::Field(self.field(id, &path))),
        }
    }

    fn repeat(&self, id: ElementId, path: &str, blocks: &mut Vec<Block>) {
        let form = self.sheet.version.form();
        let instances = self.nodes.get(path).cloned().unwrap_or_default();
        let title = instances
            .first()
            .and_then(|first| self.sheet.session.label(first))
            .or_else(|| self.sheet.session.label(path))
            .unwrap_or_default();
        let title = if title.is_empty() { "Запись".to_owned() } else { title };
        let is_counted = form.element(id).control.text("jr:count").is_some();
        let hidden = instances.first().is_some_and(|first| self.is_hidden(first));
        blocks.push(Block::Repeat {
            title: title.clone(),
            path: path.to_owned(),
            hidden,
            waits: is_counted && instances.is_empty(),
            count: instances.len(),
            revision: self.sheet.revision_of(&count_path(path)),
        });
        for (index, instance) in instances.iter().enumerate() {
            let may_remove = !is_counted && instances.len() > 1;
            blocks.push(Block::Instance {
                title: title.clone(),
                path: path.to_owned(),
                number: index + 1,
                may_remove,
            });
            for child in &form.element(id).children {
                self.element(*child, instance, blocks);
            }
            blocks.push(Block::Close);
        }
        if !is_counted {
            blocks.push(Block::Add { title, path: path.to_owned() });
        }
        blocks.push(Block::Close);
    }

    fn matrix(&self, id: ElementId, path: &str, rows: &[ElementId]) -> Block {
        let form = self.sheet.version.form();
        let below = |child: ElementId| format!("{path}/{}", form.element(child).name);
        let title = match heading(form, id) {
            Some(heading) if heading == id => self.sheet.session.label(path),
            Some(note) => self.sheet.session.label(&below(note)),
            None => None,
        };
        let rows: Vec<Field> = rows.iter().map(|row| self.field(*row, &below(*row))).collect();
        let columns = rows.first().map_or_else(Vec::new, |row| {
            row.choices.iter().map(|one| (one.value.clone(), one.label.clone())).collect()
        });
        Block::Matrix {
            title: title.unwrap_or_default(),
            path: path.to_owned(),
            hidden: self.is_hidden(path),
            columns,
            rows,
        }
    }

    fn is_hidden(&self, path: &str) -> bool {
        self.relevant.get(path) == Some(&false)
    }

    fn files(&self, path: &str) -> Vec<(String, String)> {
        let files = self.beside.files.iter().filter(|file| file.path == path);
        let base = self.sheet.answer.path();
        files.map(|file| (format!("{base}/files/{}", file.id), file.name.clone())).collect()
    }

    fn kinds(&self, element: &Element, path: &str, offers: &[Offer]) -> Vec<FileKind> {
        let made = offers.iter().map(|offer| {
            let place = kind_path(path, &offer.value);
            FileKind {
                id: id_of(&place),
                files: self.files(&place),
                path: place,
                code: offer.value.clone(),
                label: if offer.label.is_empty() { offer.value.clone() } else { offer.label.clone() },
                is_mandatory: is_mandatory(self.sheet.version.form(), element, &offer.value),
            }
        });
        made.collect()
    }

    pub fn field(&self, id: ElementId, path: &str) -> Field {
        let (form, session) = (self.sheet.version.form(), &self.sheet.session);
        let element = form.element(id);
        let value = session.value(path).unwrap_or_default();
        let is_told = !self.sheet.version.expects_an_answer(id) || session.is_read_only(path);
        let offers = if is_told || !element.is_select() { None } else { session.choices(path) };
        let offers = offers.unwrap_or_default();
        let ask = if is_told { Ask::Told } else { ask_of(element, offers.len()) };
        let chosen: Vec<&str> = value.split_whitespace().collect();
        let choices: Vec<Choice> = offers
            .iter()
            .map(|offer| Choice {
                is_chosen: chosen.contains(&offer.value.as_str()),
                value: offer.value.clone(),
                label: if offer.label.is_empty() { offer.value.clone() } else { offer.label.clone() },
            })
            .collect();
        let (error, warning) = self.report.get(path).cloned().unwrap_or_default();
        let error = error.filter(|error| self.checks || error.code != "required");
        let data_type = element.bind_text("type").unwrap_or_default();
        let conflict = self.beside.conflicts.iter().find(|one| one.path == path);
        let row = self.sheet.row(path);
        let remark = self.beside.remarks.iter().find(|one| one.path == path);
        let is_settled = remark.is_some_and(|remark| remark.is_settled(row));
        let wants_explanation = warning.as_ref().is_some_and(|one| one.wants_explanation == Some(true));
        let explanation = row.map_or_else(String::new, |row| row.explanation.clone());
        let (mark, mark_class) = match (&error, &conflict, wants_explanation && explanation.is_empty(), row) {
            _ if ask == Ask::Told => ("", ""),
            (_, Some(_), _, _) => ("! два разных ответа: выберите один", "failed"),
            (Some(_), _, _, Some(_)) => ("! ошибка: сохранено, но нужно исправить", "failed"),
            (_, _, true, Some(_)) => ("◔ требует пояснения", "waiting"),
            _ if remark.is_some() && is_settled => ("✓ исправлено", "saved"),
            _ if remark.is_some() => ("! замечание", "remark"),
            (_, _, _, Some(_)) => ("✓ сохранено", "saved"),
            _ => ("", ""),
        };
        Field {
            id: id_of(path),
            ask,
            label: session
                .label(path)
                .filter(|text| !text.is_empty())
                .unwrap_or_else(|| element.name.clone()),
            hint: session.hint(path).unwrap_or_default(),
            shown: shown_of(&value, data_type, &choices),
            conflict: conflict.map(|one| shown_of(&one.value, data_type, &choices)),
            remark: remark.map_or_else(String::new, |one| one.remark.clone()),
            is_settled,
            guidance: guidance_of(element),
            bounds: element
                .bind_text("constraint")
                .filter(|_| matches!(data_type, "int" | "decimal"))
                .and_then(|rule| bounds_of(rule, data_type == "int")),
            may_want_explanation: !element.warnings.is_empty(),
            choices,
            revision: row.map_or(0, |row| row.revision),
            is_required: session.is_required(path),
            is_hidden: self.is_hidden(path),
            error: error.map_or_else(String::new, |one| one.message),
            warning: warning.map_or_else(String::new, |one| one.message),
            wants_explanation,
            explanation,
            files: self.files(path),
            kinds: if ask == Ask::FileSet { self.kinds(element, path, &offers) } else { Vec::new() },
            mark,
            mark_class,
            input_mode: match data_type {
                "int" => "numeric",
                "decimal" => "decimal",
                _ => "text",
            },
            path: path.to_owned(),
            value,
        }
    }
}

/// Further words of the author, in the form's first language.
fn guidance_of(element: &Element) -> String {
    match &element.guidance_hint {
        Some(Value::Text(text)) => text.clone(),
        Some(Value::Group(group)) => {
            group.values().next().and_then(|value| value.text()).unwrap_or_default().to_owned()
        }
        None => String::new(),
    }
}

fn ask_of(element: &Element, offers: usize) -> Ask {
    let appearance = element.control.text("appearance").unwrap_or_default();
    match element.control_tag {
        "select1" if offers > MOST_LISTED => Ask::Search,
        "select1" if offers > MOST_RADIOS || appearance.contains("minimal") => Ask::Select,
        "select1" => Ask::Radio,
        "select" if is_file_set(element) => Ask::FileSet,
        "select" => Ask::Checks,
        "odk:rank" => Ask::Rank,
        "trigger" => Ask::Mark,
        "upload" => Ask::File,
        _ => match element.bind_text("type").unwrap_or_default() {
            "int" | "decimal" => Ask::Number,
            "date" => Ask::Day,
            "time" => Ask::Time,
            "dateTime" => Ask::Moment,
            "geopoint" => Ask::Place,
            _ if appearance.contains("multiline") => Ask::Text,
            _ => Ask::Line,
        },
    }
}
