//! Entities: records that live longer than one answer. Where each is declared in the form follows from the questions
//! that feed it.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;

use super::Builder;
use super::draft::{Draft, set_value};
use super::survey::Open;
use crate::form::{Event, Kind};
use crate::problem::Place;
use crate::source::aliases::ENTITY_COLUMNS;
use crate::source::{Lookup, Row, Value};
use crate::text::{is_xml_tag, strict_references};

/// Names and types of the sections above a question.
type Path = Vec<(String, &'static str)>;

#[derive(Debug, Clone)]
struct Mention {
    path: Path,
    row: u32,
    /// The property that a question saves; `None` when the entity only mentions the question.
    property: Option<String>,
}

#[derive(Debug, Default)]
pub(super) struct Entities {
    declared: IndexMap<String, (u32, Draft)>,
    /// Which entities mention a question.
    mentions: HashMap<String, Vec<String>>,
    found: IndexMap<String, Vec<Mention>>,
}

const SHEET: &str = "entities";

impl Builder<'_> {
    pub(super) fn read_entities(&mut self) {
        let table = &self.source.entities;
        let is_used = |name: &str| table.rows.iter().any(|row| row.columns.contains_key(name));
        for heading in &table.headings {
            if is_used(&heading.path[0]) && !ENTITY_COLUMNS.contains(&heading.path[0].as_str()) {
                let place = Place::cell(SHEET, 1, &heading.written);
                let message = format!("столбец «{}» не поддерживается.", heading.written);
                self.problems.error(
                    place,
                    "entities.column",
                    message,
                    "Возможны list_name, entity_id, create_if, update_if, label.",
                );
            }
        }
        for row in &self.source.entities.rows {
            if let Some((name, draft, mentioned)) = self.declaration(row) {
                for question in mentioned {
                    self.entities.mentions.entry(question).or_default().push(name.clone());
                }
                if self.entities.declared.insert(name, (row.row, draft)).is_some() {
                    self.entity_error(
                        row.row,
                        "dataset",
                        "entities.duplicate",
                        "такой список сущностей уже объявлен.",
                        "Оставьте одну строку на список.",
                    );
                }
            }
        }
    }

    fn entity_error(&mut self, row: u32, column: &str, code: &str, message: &str, advice: &str) {
        let place = Place::cell(SHEET, row, &self.source.entities.written(&[column]));
        self.problems.error(place, code, message, advice);
    }

    fn declaration(&mut self, row: &Row) -> Option<(String, Draft, HashSet<String>)> {
        let text = |name: &str| row.columns.text(name).filter(|text| !text.is_empty());
        let Some(name) =
            text("dataset").filter(|name| is_xml_tag(name) && !name.starts_with("__") && !name.contains('.'))
        else {
            self.entity_error(
                row.row,
                "dataset",
                "name.invalid",
                "имя списка сущностей не подходит.",
                "Имя — буквы, цифры и подчёркивания, без точек и без «__» в начале.",
            );
            return None;
        };
        let (id, create, update, label) =
            (text("entity_id"), text("create_if"), text("update_if"), text("label"));
        if id.is_none() && update.is_some() {
            self.entity_error(
                row.row,
                "entity_id",
                "entities.no_id",
                "чтобы обновлять сущность, нужен entity_id.",
                "Заполните entity_id или перенесите условие в create_if.",
            );
        }
        if id.is_some() && create.is_some() && update.is_none() {
            self.entity_error(
                row.row,
                "update_if",
                "entities.no_update",
                "есть entity_id и create_if, но нет update_if.",
                "Заполните update_if или уберите entity_id.",
            );
        }
        if id.is_none() && label.is_none() {
            self.entity_error(
                row.row,
                "label",
                "entities.no_label",
                "создаваемой сущности нужна подпись.",
                "Заполните label.",
            );
        }
        let mentioned = [id, create, update, label]
            .into_iter()
            .flatten()
            .filter_map(|text| strict_references(text).ok())
            .flatten()
            .map(|reference| reference.name.to_owned())
            .collect();
        Some((name.to_owned(), entity(name, id, create, update, label), mentioned))
    }

    /// Notes which entities a row of the survey feeds, and takes the list's name out of `list#property`.
    pub(super) fn note_entities(&mut self, draft: &mut Draft, stack: &[Open], is_section: bool) {
        if let Some(saved) = draft.columns.inner("bind", "entities:saveto").map(str::to_owned) {
            self.note_saved(draft, &saved, stack, is_section);
        }
        for entity in self.entities.mentions.get(&draft.name).cloned().unwrap_or_default() {
            let mention = Mention { path: path_of(stack), row: draft.row, property: None };
            self.entities.found.entry(entity).or_default().push(mention);
        }
    }

    fn note_saved(&mut self, draft: &mut Draft, saved: &str, stack: &[Open], is_section: bool) {
        const COLUMN: &str = "bind::entities:saveto";
        let row = draft.row;
        if self.entities.declared.is_empty() {
            self.row_error(
                row,
                COLUMN,
                "entities.none",
                "save_to есть, а сущности не объявлены.",
                "Добавьте лист entities.",
            );
            return;
        }
        let (entity, property) = match saved.split_once('#') {
            Some((entity, property)) => (entity.to_owned(), property.to_owned()),
            None if self.entities.declared.len() == 1 => {
                (self.entities.declared[0].1.value.clone(), saved.to_owned())
            }
            None => {
                self.row_error(
                    row,
                    COLUMN,
                    "entities.which",
                    "не сказано, в какой список сущностей сохранять.",
                    "Пишите список#свойство.",
                );
                return;
            }
        };
        if !self.entities.declared.contains_key(&entity) {
            self.row_error(
                row,
                COLUMN,
                "entities.unknown",
                format!("списка сущностей «{entity}» нет."),
                "Проверьте имя или объявите список на листе entities.",
            );
            return;
        }
        let is_taken = self
            .entities
            .found
            .get(&entity)
            .into_iter()
            .flatten()
            .any(|one| one.property.as_deref() == Some(&property));
        let is_reserved =
            matches!(property.to_lowercase().as_str(), "name" | "label") || property.starts_with("__");
        if is_section || is_taken || is_reserved || !is_xml_tag(&property) {
            let message = format!("свойство «{property}» сохранить нельзя.");
            let advice = "У каждого вопроса своё свойство, не name и не label, без «__» в начале; разделы не сохраняются.";
            self.row_error(row, COLUMN, "entities.property", message, advice);
            return;
        }
        *draft = std::mem::take(draft).with("bind", "entities:saveto", property.clone());
        let mention = Mention { path: path_of(stack), row, property: Some(property) };
        self.entities.found.entry(entity).or_default().push(mention);
    }

    /// Puts the declarations into the tree; returns the version of the entities' rules that the form follows.
    pub(super) fn place_entities(&mut self, root: &mut Vec<Draft>) -> Option<&'static str> {
        let declared = std::mem::take(&mut self.entities.declared);
        if declared.is_empty() {
            return None;
        }
        let found = std::mem::take(&mut self.entities.found);
        let places = self.allocate(&declared, &found);
        let is_new =
            declared.len() > 1 || places.values().any(|path| path.iter().any(|(_, kind)| *kind == "repeat"));
        for (name, path) in places {
            let mut entity = declared[&name].1.clone();
            if path.iter().any(|(_, kind)| *kind == "repeat") {
                for child in
                    entity.children.iter_mut().filter(|child| child.name == "id" && child.actions.len() == 1)
                {
                    child
                        .actions
                        .push(set_value(Event::NewRepeat, child.actions[0].value.clone().as_deref()));
                }
            }
            let mut children = &mut *root;
            for (section, _) in &path {
                let Some(at) = children.iter().position(|child| child.is_section && child.name == *section)
                else {
                    break;
                };
                children = &mut children[at].children;
            }
            children.push(Draft::meta(vec![entity]));
        }
        Some(if is_new { "2025.1.0" } else { "2024.1.0" })
    }

    /// One declaration a section: as deep as its questions are, higher when the place is taken.
    fn allocate(
        &mut self,
        declared: &IndexMap<String, (u32, Draft)>,
        found: &IndexMap<String, Vec<Mention>>,
    ) -> IndexMap<String, Path> {
        let mut requests: IndexMap<Path, Vec<Request>> = IndexMap::new();
        for (name, mentions) in found {
            if let Some(request) = self.request(name, declared[name].0, mentions) {
                requests.entry(request.scope.clone()).or_default().push(request);
            }
        }
        for (name, (row, _)) in declared {
            if !found.contains_key(name) {
                let request = Request { name: name.clone(), row: *row, ..Request::default() };
                requests.entry(Path::new()).or_default().push(request);
            }
        }
        if let [(scope, only)] = requests.iter().collect::<Vec<_>>().as_slice()
            && scope.is_empty()
            && only.len() == 1
        {
            return IndexMap::from([(only[0].name.clone(), Path::new())]);
        }
        let mut reserved: HashMap<Path, String> = HashMap::new();
        let mut places = IndexMap::new();
        for (scope, mut of_scope) in requests {
            of_scope.sort_by_key(|request| request.row);
            for request in of_scope {
                let free =
                    (scope.len()..=request.wanted.len()).rev().map(|depth| request.wanted[..depth].to_vec());
                let mut place = None;
                for path in free {
                    if !reserved.contains_key(&path) {
                        place = Some(path);
                        break;
                    }
                    if request.saved.iter().any(|lineage| reserved.contains_key(lineage)) {
                        break;
                    }
                }
                let Some(path) = place else {
                    self.entity_error(
                        request.row,
                        "dataset",
                        "entities.no_place",
                        "сущности негде стоять: в каждом разделе помещается одна.",
                        "Разнесите вопросы разных сущностей по разным группам.",
                    );
                    continue;
                };
                for lineage in &request.saved {
                    for depth in path.len()..=lineage.len() {
                        reserved.insert(lineage[..depth].to_vec(), request.name.clone());
                    }
                }
                reserved.insert(path.clone(), request.name.clone());
                places.insert(request.name, path);
            }
        }
        places
    }

    fn request(&mut self, name: &str, row: u32, mentions: &[Mention]) -> Option<Request> {
        let scope_of = |path: &Path| -> Path {
            let end = path.iter().rposition(|(_, kind)| *kind == "repeat").map_or(0, |at| at + 1);
            path[..end].to_vec()
        };
        let repeats = |path: &Path| path.iter().filter(|(_, kind)| *kind == "repeat").count();
        let deeper = |one: &&Mention, other: &&Mention| {
            let key = |mention: &Mention| {
                (repeats(&mention.path), mention.path.len() - scope_of(&mention.path).len())
            };
            key(one).cmp(&key(other))
        };
        // The first of the deepest: later ones of the same depth change nothing.
        let deepest = mentions.iter().rev().max_by(deeper)?;
        let scope = scope_of(&deepest.path);
        let saved: Vec<Path> =
            mentions.iter().filter(|one| one.property.is_some()).map(|one| one.path.clone()).collect();
        let wanted = match saved.first() {
            None => deepest.path.clone(),
            Some(first) => {
                let common = saved.iter().fold(first.len(), |length, path| {
                    first.iter().zip(path).take(length).take_while(|(one, other)| one == other).count()
                });
                let deepest_saved =
                    mentions.iter().rev().filter(|one| one.property.is_some()).max_by(deeper)?;
                let of_scope = scope_of(&deepest_saved.path);
                let common = first[..common].to_vec();
                let key = |path: &Path| (repeats(path), path.len() - scope_of(path).len());
                if key(&common) > key(&of_scope) { common } else { of_scope }
            }
        };
        for mention in mentions {
            let own = scope_of(&mention.path);
            let is_above = scope.starts_with(&own);
            let is_same = mention.property.is_none() || own == scope_of(&wanted);
            if !is_above || !is_same {
                let message = format!("вопрос лежит в другом повторе, чем остальное в сущности «{name}».");
                let advice = "Перенесите значение в нужный повтор вопросом calculate и сохраняйте его.";
                self.row_error(mention.row, "bind::entities:saveto", "entities.scope", message, advice);
                return None;
            }
        }
        Some(Request { scope, name: name.to_owned(), wanted, row, saved })
    }
}

#[derive(Debug, Clone, Default)]
struct Request {
    scope: Path,
    name: String,
    wanted: Path,
    row: u32,
    saved: Vec<Path>,
}

fn path_of(stack: &[Open]) -> Path {
    stack
        .iter()
        .skip(1)
        .map(|open| (open.draft.name.clone(), open.control.map_or("group", super::Control::word)))
        .collect()
}

fn attribute(name: &str, value: &str) -> Draft {
    Draft { value: value.to_owned(), kind: Some(Kind::Attribute), ..Draft::new("attribute", name) }
}

fn computed(draft: Draft, formula: &str) -> Draft {
    draft.with("bind", "calculate", formula).with("bind", "readonly", "true()").with("bind", "type", "string")
}

fn entity(
    name: &str,
    id: Option<&str>,
    create: Option<&str>,
    update: Option<&str>,
    label: Option<&str>,
) -> Draft {
    let mut children = vec![attribute("dataset", name)];
    let mut own_id = attribute("id", "").with("bind", "readonly", "true()").with("bind", "type", "string");
    if id.is_none() || create.is_some() {
        let made = attribute("create", "1");
        children.push(match create {
            Some(condition) => computed(made, condition),
            None => made,
        });
        if id.is_none() {
            own_id.actions.push(set_value(Event::FirstLoad, Some("uuid()")));
        }
    }
    if let Some(id) = id {
        let made = attribute("update", "1");
        children.push(match update {
            Some(condition) => computed(made, condition),
            None => made,
        });
        own_id = own_id.with("bind", "calculate", id);
        for (attribute_name, column) in
            [("baseVersion", "__version"), ("trunkVersion", "__trunkVersion"), ("branchId", "__branchId")]
        {
            let formula = format!("instance('{name}')/root/item[name={id}]/{column}");
            children.push(computed(attribute(attribute_name, ""), &formula));
        }
    }
    children.push(own_id);
    if let Some(label) = label {
        let made = Draft { kind: Some(Kind::EntityLabel), ..Draft::new("label", "label") };
        children.push(computed(made, label));
    }
    let mut made =
        Draft { children, kind: Some(Kind::Entity), is_section: true, ..Draft::new("entity", "entity") };
    made.set("entity", Value::from(name));
    // The list's name, for questions that do not name it.
    name.clone_into(&mut made.value);
    made
}
