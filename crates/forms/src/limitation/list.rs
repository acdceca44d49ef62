//! One after another: tables, questions, rules, choices, settings.

use std::collections::BTreeSet;

use super::{Limitation, Where, at, formulas};
use crate::engine::sources::Search;
use crate::form::{Element, ElementId, Form, Kind};
use crate::lex::{Kind as Word, words};
use crate::problem::Place;
use crate::source::Lookup;
use crate::text::split_extension;

pub(super) struct List<'a> {
    pub form: &'a Form,
    pub files: &'a BTreeSet<String>,
    pub found: Vec<Limitation>,
}

const ATTACH: &str = "Файлы к анкете здесь не прикладываются: перенесите варианты на лист choices.";
const ON_A_PHONE: &str = "Если без этого нельзя, пусть анкету заполняют в ODK Collect.";

impl List<'_> {
    fn add(
        &mut self,
        element: &Element,
        column: &str,
        code: &'static str,
        at_place: Where,
        what: String,
        advice: &'static str,
    ) {
        self.found.push(at(self.form, element, column, code, at_place, what, advice));
    }

    fn add_blocking(
        &mut self,
        element: &Element,
        column: &str,
        code: &'static str,
        at_place: Where,
        what: String,
        advice: &'static str,
    ) {
        let made = at(self.form, element, column, code, at_place, what, advice);
        self.found.push(Limitation { is_blocking: true, ..made });
    }

    /// Tables that choices and formulas read.
    pub fn tables(&mut self, id: ElementId, element: &Element) {
        let (name, has) = (&element.name, |table: &str| self.files.contains(table));
        if let Some(search) = Search::of(element).filter(|search| !has(&search.table)) {
            let what = format!(
                "вопрос «{name}» ищет варианты в таблице «{0}» (search), а файла {0}.csv нет.",
                search.table
            );
            self.add_blocking(
                element,
                "control::appearance",
                "limit.search",
                Where::Everywhere,
                what,
                ATTACH,
            );
        } else if let Some(file) = element.itemset.as_deref().filter(|_| element.is_select()) {
            let (stem, ending) = split_extension(file);
            if matches!(ending, ".csv" | ".xml" | ".geojson") && !has(stem) {
                let what = format!("варианты вопроса «{name}» стоят в файле {file}, а его нет.");
                self.add_blocking(element, "type", "limit.file", Where::Everywhere, what, ATTACH);
            }
        }
        if let Some(list) = &element.query {
            let advice = "Возьмите select_one и перенесите список на лист choices: программа выдерживает десятки тысяч строк.";
            let (at_place, what) = if self.form.external_lists.contains_key(list) {
                (
                    Where::Browser,
                    format!("вопрос «{name}» (select_one_external) в браузере отвечают текстом, без списка."),
                )
            } else {
                (
                    Where::Everywhere,
                    format!("списка «{list}» вопроса «{name}» нет на листе external_choices."),
                )
            };
            self.add_blocking(element, "type", "limit.external", at_place, what, advice);
        }
        if element.kind == Kind::ExternalData && !has(name) {
            let what = format!("файл данных «{name}» назван, а его нет.");
            self.add_blocking(element, "type", "limit.file", Where::Everywhere, what, ATTACH);
        }
        for (column, text) in formulas(self.form, id) {
            for table in pulled_tables(&text).into_iter().filter(|table| !has(table)) {
                let what = format!("pulldata() читает таблицу «{table}», а файла {table}.csv нет.");
                self.add_blocking(element, &column, "limit.pulldata", Where::Everywhere, what, ATTACH);
            }
        }
    }

    pub fn of_question(&mut self, element: &Element) {
        let name = &element.name;
        if !element.media.is_empty() {
            let kinds: Vec<&str> = element.media.keys().map(String::as_str).collect();
            let what =
                format!("к вопросу «{name}» приложено {}: в браузере не показывается.", kinds.join(", "));
            self.add(element, "media", "limit.media", Where::Browser, what, ON_A_PHONE);
        }
        let appearance = element.control.text("appearance").unwrap_or_default().to_owned();
        let told = match element.type_name.as_str() {
            "start-geopoint" | "background-geopoint" => Some("место телефона в браузере не записывается"),
            "background-audio" => Some("звук в браузере не записывается"),
            "audit" => Some("журнал заполнения (audit) в браузере не ведётся"),
            "barcode" => Some("штрихкод в браузере не снимают: его вводят с клавиатуры"),
            "geopoint" | "geotrace" | "geoshape" => {
                Some("карты в браузере нет: координаты вводят текстом, широта и долгота через пробел")
            }
            "osm" => Some("разметка OpenStreetMap в браузере не делается"),
            _ if appearance.starts_with("ex:") || element.control.contains_key("intent") => {
                Some("другое приложение телефона из браузера не открывается")
            }
            _ if element.control_tag == "upload"
                && ["signature", "draw", "annotate"].iter().any(|word| appearance.contains(word)) =>
            {
                Some("рисовать в браузере нельзя: прикладывают готовый файл")
            }
            _ => match element.bind_text("jr:preload") {
                Some("property")
                    if !matches!(element.bind_text("jr:preloadParams"), Some("username" | "email")) =>
                {
                    Some("сведений о телефоне в браузере нет: значение пустое")
                }
                _ => None,
            },
        };
        if let Some(told) = told {
            let what = format!("вопрос «{name}»: {told}.");
            self.add(element, "type", "limit.device", Where::Browser, what, ON_A_PHONE);
        }
        if appearance.contains("file-set") {
            let what =
                format!("набор файлов «{name}» на телефоне — только отметки: файлы прикладывают в браузере.");
            self.add(
                element,
                "control::appearance",
                "limit.file_set",
                Where::Phone,
                what,
                "Предупредите респондентов.",
            );
        }
    }

    pub fn rules(&mut self, element: &Element) {
        for rule in &element.warnings {
            let what = format!(
                "предупреждение вопроса «{}» на телефоне не показывается: его увидят при проверке на сервере.",
                element.name
            );
            let advice = "Что должно выполняться и на телефоне, запишите в constraint.";
            let place = Place::cell("survey", element.row, &rule.column);
            let found = at(self.form, element, "warning", "limit.warning", Where::Phone, what, advice);
            self.found.push(Limitation { place, ..found });
        }
    }

    pub fn choices(&mut self) {
        for list in self.form.lists.values() {
            for choice in list.choices.iter().filter(|choice| !choice.media.is_empty()) {
                let kinds: Vec<&str> = choice.media.keys().map(String::as_str).collect();
                let what = format!(
                    "к варианту «{}» списка «{}» приложено {}: в браузере не показывается.",
                    choice.name,
                    list.name,
                    kinds.join(", ")
                );
                self.found.push(Limitation {
                    code: "limit.media",
                    place: Place::cell("choices", choice.row, &self.form.source.choices.written(&["media"])),
                    place_of_filling: Where::Browser,
                    what,
                    advice: ON_A_PHONE,
                    is_blocking: false,
                });
            }
        }
    }

    pub fn settings(&mut self) {
        let of_sheet =
            |sheet: &str, column: &str, code, place_of_filling, what: &str, advice, is_blocking| Limitation {
                code,
                place: Place::cell(sheet, 2, column),
                place_of_filling,
                what: what.to_owned(),
                advice,
                is_blocking,
            };
        if self.form.setting("public_key").is_some_and(|key| !key.trim().is_empty()) {
            let what = "ответы с телефона зашифрованы ключом автора: сервер их не прочтёт.";
            let advice = "Уберите public_key: ответы и так идут по защищённому соединению.";
            self.found.push(of_sheet(
                "settings",
                "public_key",
                "limit.encryption",
                Where::Phone,
                what,
                advice,
                true,
            ));
        }
        if self.form.entities_version.is_some() {
            let what =
                "сущности (entities) сервер не ведёт: ответы сохраняются, списки из них не составляются.";
            let advice = "Если списки нужны, возьмите их из выгрузки ответов.";
            self.found.push(of_sheet(
                "entities",
                "list_name",
                "limit.entities",
                Where::Everywhere,
                what,
                advice,
                false,
            ));
        }
    }
}

fn pulled_tables(formula: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut is_called = false;
    for word in words(formula).filter(|word| word.kind != Word::WhiteSpace) {
        if is_called && word.kind == Word::Literal {
            found.push(word.text.trim_matches(['\'', '"']).to_owned());
        }
        is_called = word.kind == Word::FunctionCall && word.text == "pulldata(";
    }
    found
}
