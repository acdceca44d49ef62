//! From what the author wrote to a form: types understood, groups closed, lists found, references checked.
//!
//! The rules are those of pyxform 4.5, which the survey world takes as the definition of XLSForm; every fault is
//! named with its place, and the walk goes on, so that the author sees all of them at once.

mod assemble;
mod choices;
mod draft;
mod entities;
mod loops;
mod parameters;
mod range;
mod references;
mod selects;
mod settings;
mod survey;
mod translations;
mod types;
mod warnings;
mod xml_names;

use std::collections::{BTreeSet, HashMap, HashSet};

use indexmap::IndexMap;

use crate::form::{ChoiceList, Form};
use crate::limitation::Where;
use crate::problem::{Place, Problems, Refusal};
use crate::source::aliases::Control;
use crate::source::{Columns, Source};

/// Makes a form, or says everything that is wrong with it.
pub(crate) fn form_of(source: Source, mut problems: Problems) -> Result<Form, Refusal> {
    let form = Builder::new(&source, &mut problems).form();
    if problems.has_errors() {
        return Err(Refusal { problems: problems.into_vec() });
    }
    let mut form = form.unwrap_or_default();
    form.source = source;
    crate::engine::check_formulas(&form, &mut problems);
    // Tables are attached later; whoever publishes asks again with their names.
    let limitations = form.limitations(&BTreeSet::new());
    let here = limitations.iter().filter(|limitation| limitation.place_of_filling != Where::Phone);
    for limitation in here {
        problems.push(limitation.into());
    }
    form.problems = problems.into_vec();
    Ok(form)
}

struct Builder<'a> {
    source: &'a Source,
    problems: &'a mut Problems,
    lists: IndexMap<String, ChoiceList>,
    external_lists: IndexMap<String, Vec<Columns>>,
    choice_names: HashMap<String, HashSet<String>>,
    /// How many rows of the survey have each name.
    names: HashMap<String, usize>,
    /// Names that references use, and where first.
    referred: IndexMap<String, Place>,
    questions: HashSet<String>,
    repeat_names: HashSet<String>,
    data_files: HashSet<String>,
    trigger_references: Vec<(String, u32)>,
    geo_references: Vec<(String, u32)>,
    root_name: String,
    uses_or_other: bool,
    table_list: survey::TableList,
    entities: entities::Entities,
    entities_version: Option<&'static str>,
}

impl<'a> Builder<'a> {
    fn new(source: &'a Source, problems: &'a mut Problems) -> Self {
        Self {
            source,
            problems,
            lists: IndexMap::new(),
            external_lists: IndexMap::new(),
            choice_names: HashMap::new(),
            names: HashMap::new(),
            referred: IndexMap::new(),
            questions: HashSet::new(),
            repeat_names: HashSet::new(),
            data_files: HashSet::new(),
            trigger_references: Vec::new(),
            geo_references: Vec::new(),
            root_name: "data".to_owned(),
            uses_or_other: false,
            table_list: survey::TableList::default(),
            entities: entities::Entities::default(),
            entities_version: None,
        }
    }

    fn form(&mut self) -> Option<Form> {
        if self.source.survey.headings.is_empty() && self.source.survey.is_empty() {
            let advice = "Назовите лист с вопросами survey; его столбцы — type, name, label.";
            self.problems.error(Place::sheet("survey"), "sheet.missing", "в книге нет листа survey.", advice);
            return None;
        }
        let settings = self.read_settings();
        self.read_choices(&settings);
        self.check_translations();
        self.read_entities();
        let (drafts, settings) = self.read_survey(settings);
        self.check_references();
        self.check_unused_columns();
        self.check_xml_names();
        if self.problems.has_errors() {
            return None;
        }
        self.assemble(drafts, settings)
    }

    fn row_error(&mut self, row: u32, column: &str, code: &str, message: impl Into<String>, advice: &str) {
        let place = self.place(row, column);
        self.problems.error(place, code, message, advice);
    }

    fn row_warning(&mut self, row: u32, column: &str, code: &str, message: impl Into<String>, advice: &str) {
        let place = self.place(row, column);
        self.problems.warning(place, code, message, advice);
    }

    /// A cell of the survey; the column is a path, `bind::relevant`, and is shown as the author calls it.
    fn place(&self, row: u32, column: &str) -> Place {
        if column.is_empty() {
            return Place::row("survey", row);
        }
        let path: Vec<&str> = column.split("::").collect();
        Place::cell("survey", row, &self.source.survey.written(&path))
    }
}
