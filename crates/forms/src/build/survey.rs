//! The survey sheet, row by row.

use std::collections::HashSet;

use super::Builder;
use super::draft::{Draft, set_value};
use super::parameters;
use super::settings::is_on;
use crate::form::{Action, Event};
use crate::lex::is_dynamic_default;
use crate::source::aliases::{CONTROLS, Control, question_type, settings_heading, yes_no};
use crate::source::{Columns, Lookup, Row, Value};
use crate::text::{is_reference, is_xml_tag, split_extension, strict_references};

pub(super) const NAME_ADVICE: &str = "Имя начинается с буквы или подчёркивания; дальше — буквы, цифры, подчёркивания, дефисы, точки, без пробелов.";

/// A section that is being read.
pub(super) struct Open {
    pub draft: Draft,
    pub control: Option<Control>,
    pub names: HashSet<String>,
    pub lower_names: HashSet<String>,
}

/// Whether selects are being shown as one table: from the beginning of its section to the end of the next one that ends.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum TableList {
    #[default]
    No,
    Waits,
    Of(String),
}

impl Open {
    pub(super) fn new(draft: Draft, control: Option<Control>) -> Self {
        Self { draft, control, names: HashSet::new(), lower_names: HashSet::new() }
    }
}

/// A section inside a section inside a section: deeper than this nobody reads and no program should recurse.
const MAX_DEPTH: usize = 64;

impl Builder<'_> {
    /// The tree of the survey, and the settings with what the survey sheet itself sets.
    pub(super) fn read_survey(&mut self, mut settings: Columns) -> (Vec<Draft>, Columns) {
        let source = self.source;
        if !source.survey.headings.is_empty()
            && !source.survey.headings.iter().any(|heading| heading.path[0] == "type")
        {
            self.row_error(
                1,
                "",
                "header.required",
                "на листе survey нет столбца type.",
                "Добавьте столбец type с типами вопросов.",
            );
            return (Vec::new(), settings);
        }
        let mut stack = vec![Open::new(Draft::new("survey", ""), None)];
        let mut meta = Vec::new();
        for row in &source.survey.rows {
            self.read_row(row, &mut stack, &mut meta, &mut settings);
        }
        while stack.len() > 1 {
            let open = stack.pop().unwrap_or_else(|| Open::new(Draft::default(), None));
            let word = open.control.map_or("group", Control::word);
            let message = format!("раздел «{}» начат (begin_{word}) и не закрыт.", open.draft.name);
            self.row_error(
                open.draft.row,
                "type",
                "section.open",
                message,
                &format!("Добавьте строку end_{word} там, где он кончается."),
            );
            stack.last_mut().expect("the root stays").draft.children.push(open.draft);
        }
        let mut children = stack.pop().map(|root| root.draft.children).unwrap_or_default();
        self.check_triggers();
        self.check_geo_references();
        if settings.text("flat").is_some_and(|flat| !flat.is_empty()) {
            flatten(&mut children, "");
        }
        self.entities_version = self.place_entities(&mut children);
        self.add_meta(&mut children, meta, &settings);
        (children, settings)
    }

    fn read_row(&mut self, row: &Row, stack: &mut Vec<Open>, meta: &mut Vec<Draft>, settings: &mut Columns) {
        let mut columns = row.columns.clone();
        if let Some(disabled) = columns.shift_remove("disabled") {
            let advice = "Используйте relevant.";
            self.row_warning(row.row, "disabled", "column.disabled", "столбец disabled устарел.", advice);
            if disabled.text().and_then(yes_no) == Some(true) {
                return;
            }
        }
        if columns.is_empty() {
            return;
        }
        let type_name = columns.text("type").map(question_type).unwrap_or_default().to_owned();
        if type_name.is_empty() {
            if columns.contains_key("name") || columns.contains_key("label") {
                self.row_error(
                    row.row,
                    "type",
                    "type.missing",
                    "у вопроса нет типа.",
                    "Заполните столбец type.",
                );
            } else {
                self.row_warning(
                    row.row,
                    "type",
                    "row.comment",
                    "строка без типа, имени и подписи пропущена.",
                    "Заметки держите на отдельном листе.",
                );
            }
            return;
        }
        let mut draft = Draft::from_row(row.row, &type_name, "", &columns);
        self.read_trigger(&mut draft);
        let in_repeat = stack.iter().any(|open| open.control == Some(Control::Repeat));
        if columns.text("default").is_some_and(|default| is_dynamic_default(default, &type_name)) {
            draft.has_dynamic_default = true;
            draft.actions.push(set_value(Event::FirstLoad, None));
            if in_repeat {
                draft.actions.push(set_value(Event::NewRepeat, None));
            }
        }
        if let Ok(parameters) = parameters::parse(columns.text("parameters").unwrap_or_default()) {
            draft.parameters = parameters;
        } else {
            let advice = "Пишите пары через пробел: start=0 end=10 step=1.";
            self.row_error(row.row, "parameters", "parameters.syntax", "параметры не разобраны.", advice);
        }
        if type_name == "audit" {
            if columns.text("name").is_some_and(|name| !name.is_empty() && name != "audit") {
                let advice = "Оставьте столбец name пустым.";
                self.row_error(
                    row.row,
                    "name",
                    "audit.name",
                    "вопрос audit может называться только audit.",
                    advice,
                );
            }
            draft.name = "audit".to_owned();
            meta.push(self.audit(draft));
            return;
        }
        if type_name == "calculate"
            && columns.inner("bind", "calculate").is_none_or(str::is_empty)
            && !draft.has_dynamic_default
        {
            self.row_error(
                row.row,
                "bind::calculate",
                "calculation.missing",
                "вычисляемому вопросу не сказано, как вычислять.",
                "Заполните столбец calculation.",
            );
        }
        if matches!(type_name.as_str(), "subscriberid" | "simserial") {
            self.row_warning(
                row.row,
                "type",
                "type.outdated",
                format!("тип «{type_name}» на новых устройствах не работает."),
                "Уберите вопрос.",
            );
        }
        if let Some(target) = settings_heading(&type_name) {
            settings
                .insert(target[0].to_owned(), Value::Text(columns.text("name").unwrap_or("None").to_owned()));
            return;
        }
        let begins = section_word(&type_name, "begin").map(|(control, list)| (control, list.to_owned()));
        let ends =
            section_word(&type_name, "end").filter(|(_, list)| list.is_empty()).map(|(control, _)| control);
        if let Some(control) = ends {
            self.close(row.row, control, stack);
            return;
        }
        let Some(name) = self.name_of(row, &type_name, &columns) else { return };
        name.clone_into(&mut draft.name);
        *self.names.entry(name.clone()).or_default() += 1;
        self.note_entities(&mut draft, stack, begins.is_some());
        let open = stack.last_mut().expect("the root is never closed by a row");
        self.check_name(row.row, &name, open);
        if let Some((control, list)) = begins {
            self.open(draft, control, &list, stack);
            return;
        }
        self.questions.insert(name.clone());
        if super::types::is_external(&type_name) {
            self.data_files.insert(split_extension(&name).0.to_owned());
        }
        self.read_question(draft, open, &type_name);
    }

    fn read_question(&mut self, draft: Draft, open: &mut Open, type_name: &str) {
        if let Some((command, select, list, or_other)) = super::selects::parse(type_name) {
            self.select(draft, open, (command, select), list, or_other);
            return;
        }
        if let Some(list) =
            type_name.split_once("osm ").map(|(_, rest)| rest.split_whitespace().next().unwrap_or_default())
        {
            let made = self.osm(draft, list);
            open.draft.children.push(made);
            return;
        }
        let made = match type_name {
            "range" => self.range(draft),
            "text" => self.text_question(draft),
            "photo" => self.photo(draft),
            "audio" => self.audio(draft),
            "background-audio" => self.background_audio(draft),
            "geopoint" | "geoshape" | "geotrace" => self.geo(draft),
            "start-geopoint" => {
                let mut draft = draft;
                draft.actions.push(Action {
                    name: "odk:setgeopoint",
                    event: Event::FirstLoad,
                    value: None,
                    quality: None,
                });
                draft
            }
            "background-geopoint" => {
                if draft.triggers.is_empty() {
                    self.row_error(
                        draft.row,
                        "trigger",
                        "trigger.missing",
                        "background-geopoint нужен вопрос, по которому он срабатывает.",
                        "Заполните столбец trigger.",
                    );
                }
                if draft.columns.inner("bind", "calculate").is_some() {
                    self.row_error(
                        draft.row,
                        "bind::calculate",
                        "calculation.unexpected",
                        "у background-geopoint не может быть вычисления.",
                        "Очистите столбец calculation.",
                    );
                }
                draft
            }
            "group" | "repeat" => Draft { is_section: true, ..draft },
            _ => draft,
        };
        open.draft.children.push(made);
    }

    fn name_of(&mut self, row: &Row, type_name: &str, columns: &Columns) -> Option<String> {
        let Some(name) = columns.text("name") else {
            if type_name == "note" {
                return Some(format!("generated_note_name_{}", row.row));
            }
            self.row_error(row.row, "name", "name.missing", "у вопроса или раздела нет имени.", NAME_ADVICE);
            return None;
        };
        if !is_xml_tag(name) {
            self.row_error(
                row.row,
                "name",
                "name.invalid",
                format!("«{name}» не может быть именем."),
                NAME_ADVICE,
            );
            return None;
        }
        Some(name.to_owned())
    }

    fn check_name(&mut self, row: u32, name: &str, open: &mut Open) {
        if name == "meta" {
            self.row_error(
                row,
                "name",
                "name.reserved",
                "имя meta занято сведениями о самой форме.",
                "Дайте другое имя.",
            );
            return;
        }
        if !open.names.insert(name.to_owned()) {
            let message = format!("имя «{name}» в этом разделе уже есть.");
            self.row_error(
                row,
                "name",
                "name.duplicate",
                message,
                "Дайте другое имя: в одном разделе имена не повторяются.",
            );
        } else if !open.lower_names.insert(name.to_lowercase()) {
            let message = format!("имя «{name}» отличается от другого только прописными буквами.");
            self.row_warning(row, "name", "name.case", message, "Дайте имена, которые различаются сильнее.");
        }
    }

    fn close(&mut self, row: u32, control: Control, stack: &mut Vec<Open>) {
        let fits = stack.len() > 1 && stack.last().is_some_and(|open| open.control == Some(control));
        if !fits {
            let word = control.word();
            let message = format!("конец раздела (end_{word}) без начала.");
            self.row_error(
                row,
                "type",
                "section.not_open",
                message,
                &format!(
                    "Уберите строку или добавьте begin_{word} выше; разделы закрывают в обратном порядке."
                ),
            );
            return;
        }
        self.table_list = TableList::No;
        if let (Some(open), Some(parent)) = (stack.pop(), stack.last_mut()) {
            parent.draft.children.push(open.draft);
        }
    }

    fn open(&mut self, mut draft: Draft, control: Control, list: &str, stack: &mut Vec<Open>) {
        let row = draft.row;
        if stack.len() > MAX_DEPTH {
            self.row_error(
                row,
                "type",
                "section.deep",
                "разделы вложены слишком глубоко.",
                &format!("Оставьте не больше {MAX_DEPTH} уровней."),
            );
            return;
        }
        control.word().clone_into(&mut draft.type_name);
        draft.is_section = true;
        if control == Control::Repeat {
            self.check_repeat(&draft);
        }
        if control == Control::Loop {
            self.check_loop(&mut draft, list);
        }
        let parent = stack.last_mut().expect("the root is never closed by a row");
        if let Some(count) =
            draft.columns.inner("control", "jr:count").filter(|count| !count.is_empty()).map(str::to_owned)
            && !is_reference(&count)
        {
            // A count that is a formula lives in a question of its own.
            let name = format!("{}_count", draft.name);
            let counter = Draft { row, ..Draft::new("calculate", name.clone()) };
            parent.draft.children.push(counter.with("bind", "readonly", "true()").with(
                "bind",
                "calculate",
                count,
            ));
            draft = draft.with("control", "jr:count", format!("${{{name}}}"));
        }
        let mut open = Open::new(draft, Some(control));
        if make_table_list(&mut open) {
            self.table_list = TableList::Waits;
        }
        if let Some(intent) = open.draft.columns.text("intent").map(str::to_owned) {
            open.draft = std::mem::take(&mut open.draft).with("control", "intent", intent);
        }
        stack.push(open);
    }

    fn check_repeat(&mut self, draft: &Draft) {
        let advice = "Дайте повтору имя, которого в форме больше нет.";
        if draft.name == self.root_name {
            self.row_error(
                draft.row,
                "name",
                "repeat.root",
                format!("повтор «{}» назван как вся форма.", draft.name),
                advice,
            );
        } else if !self.repeat_names.insert(draft.name.clone()) {
            self.row_error(
                draft.row,
                "name",
                "repeat.duplicate",
                format!("повтор «{}» в форме уже есть.", draft.name),
                advice,
            );
        }
        if !draft.columns.contains_key("label") && !draft.columns.contains_key("media") {
            self.row_warning(
                draft.row,
                "label",
                "repeat.no_label",
                format!("у повтора «{}» нет подписи.", draft.name),
                "Заполните столбец label.",
            );
        }
    }

    fn read_trigger(&mut self, draft: &mut Draft) {
        let Some(trigger) = draft.columns.text("trigger").filter(|text| !text.is_empty()).map(str::to_owned)
        else {
            return;
        };
        let parts: Result<Vec<_>, ()> = trigger.split(',').map(strict_references).collect();
        let is_list = trigger.contains("${")
            && parts.as_ref().is_ok_and(|parts| parts.iter().all(|part| part.len() <= 1));
        if !is_list {
            self.row_error(
                draft.row,
                "trigger",
                "trigger.syntax",
                "в столбце trigger не ссылки на вопросы.",
                "Пишите ${имя} или несколько через запятую.",
            );
            return;
        }
        for reference in parts.unwrap_or_default().into_iter().flatten() {
            draft.triggers.push(reference.name.to_owned());
            self.trigger_references.push((reference.name.to_owned(), draft.row));
        }
    }

    fn check_triggers(&mut self) {
        for (name, row) in std::mem::take(&mut self.trigger_references) {
            if !self.questions.contains(&name) {
                self.row_error(
                    row,
                    "trigger",
                    "reference.unknown",
                    format!("вопроса «{name}» в форме нет."),
                    "Проверьте имя в ${…}.",
                );
            }
        }
    }

    fn check_geo_references(&mut self) {
        for (target, row) in std::mem::take(&mut self.geo_references) {
            let is_repeat = is_reference(&target) && self.repeat_names.contains(&target[2..target.len() - 1]);
            if !self.data_files.contains(&target) && !self.lists.contains_key(&target) && !is_repeat {
                self.bad_parameter(
                    row,
                    "reference-geometry",
                    "имя списка, приложенного файла или ${повтора}",
                );
            }
        }
    }

    fn add_meta(&mut self, children: &mut Vec<Draft>, mut meta: Vec<Draft>, settings: &Columns) {
        if is_on(settings, "omit_instanceID") {
            if settings.text("public_key").is_some_and(|key| !key.is_empty()) {
                self.problems.error(
                    crate::problem::Place::cell("settings", 2, "omit_instanceID"),
                    "settings.omit_id",
                    "зашифрованной форме нужен идентификатор ответа.",
                    "Уберите omit_instanceID или public_key.",
                );
            }
        } else {
            let preload = settings.text("instance_id").unwrap_or("uid");
            let id = Draft::new("calculate", "instanceID");
            meta.push(id.with("bind", "readonly", "true()").with("bind", "jr:preload", preload));
            *self.names.entry("instanceID".to_owned()).or_default() += 1;
        }
        if let Some(name) = settings.text("instance_name") {
            meta.push(Draft::new("calculate", "instanceName").with("bind", "calculate", name));
        }
        if meta.is_empty() {
            return;
        }
        match children.iter_mut().find(|child| child.name == "meta" && child.is_bodyless) {
            Some(existing) => existing.children.extend(meta),
            None => children.push(Draft::meta(meta)),
        }
    }
}

/// `begin_repeat`, `begin group`, `begin loop over cities`.
fn section_word<'a>(type_name: &'a str, word: &str) -> Option<(Control, &'a str)> {
    let rest = type_name.strip_prefix(word)?;
    let rest = rest.strip_prefix(|next: char| next == '_' || next.is_whitespace())?;
    CONTROLS.iter().find_map(|(spelling, control)| {
        let tail = rest.strip_prefix(spelling)?;
        if tail.is_empty() {
            return Some((*control, ""));
        }
        let list = tail.strip_prefix(' ')?;
        let list = list.strip_prefix("over ").filter(|list| !list.is_empty()).unwrap_or(list);
        (!list.is_empty() && !list.contains(char::is_whitespace)).then_some((*control, list))
    })
}

/// A table of selects is a list of fields whose label stands as a note at its head.
fn make_table_list(open: &mut Open) -> bool {
    let Some(appearance) = open.draft.appearance().map(str::to_owned) else { return false };
    if !appearance.split_whitespace().any(|word| word == "table-list") {
        return false;
    }
    let others = appearance.split_whitespace().filter(|word| *word != "table-list");
    let appearance: Vec<&str> = std::iter::once("field-list").chain(others).collect();
    let mut draft = std::mem::take(&mut open.draft).with("control", "appearance", appearance.join(" "));
    let (label, hint) = (draft.columns.shift_remove("label"), draft.columns.shift_remove("hint"));
    if label.is_some() || hint.is_some() {
        let mut note = Draft {
            row: draft.row,
            ..Draft::new("note", format!("generated_table_list_label_{}", draft.row))
        };
        for (name, value) in [("label", label), ("hint", hint)] {
            if let Some(value) = value {
                note.set(name, value);
            }
        }
        draft.children.push(note);
    }
    open.draft = draft;
    true
}

/// All answers on one level: groups leave no element and hand their conditions to what is inside.
fn flatten(drafts: &mut [Draft], above: &str) {
    for draft in drafts {
        let own = draft.columns.inner("bind", "relevant").unwrap_or_default().to_owned();
        let joined = match (above.is_empty(), own.is_empty()) {
            (true, _) => own,
            (false, true) => above.to_owned(),
            (false, false) => format!("{above} and ({own})"),
        };
        if !draft.children.is_empty() {
            draft.is_flat = true;
            flatten(&mut draft.children, &joined);
        } else if !joined.is_empty() {
            *draft = std::mem::take(draft).with("bind", "relevant", joined);
        }
    }
}
