//! What was typed becomes a measure of the plan, or a list of everything that is wrong with it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use plan::term::says_relative;
use plan::{Executor, ExecutorRole, Item, Measure, Plan, Recurrence, RequiredDocument, Term};
use region::RegionPack;
use ui::Problem;

use super::draft::{MeasureDraft, TermDraft};
use crate::executors::WhoIsWho;
use crate::rules::{PlanYear, follows, set_days, understood};

/// How terms are understood in a plan.
pub(in crate::pages) struct Terms<'a> {
    pub plan: &'a Plan,
    pub year: PlanYear,
}

impl Terms<'_> {
    fn measure(&self, number: &str) -> Option<&Measure> {
        let mut all = self.plan.sections.iter().flat_map(|section| &section.measures);
        all.find(|measure| measure.number == number)
    }

    /// What the words say, with the days of the measure that they follow.
    pub fn understood(&self, text: &str, anchor: &str) -> Term {
        understood(self.plan, self.year, text, anchor)
    }
}

/// A measure that is fit for the plan.
pub(in crate::pages) struct Read {
    pub measure: Measure,
    pub section: usize,
    /// Numbers of items that were kept: what they are called in the plan → what they are called now.
    pub kept_items: BTreeMap<String, String>,
}

/// Where the measure stands now; `None` for a new one.
pub(in crate::pages) struct Reader<'a> {
    pub terms: Terms<'a>,
    pub before: Option<&'a Measure>,
    pub who: WhoIsWho<'a>,
    pub region: &'a RegionPack,
    problems: Vec<Problem>,
    asks_basis: bool,
}

const LONGEST_NUMBER: usize = 20;
const LONGEST_TEXT: usize = 3000;
const LONGEST_LINE: usize = 500;

impl<'a> Reader<'a> {
    pub fn new(
        terms: Terms<'a>,
        before: Option<&'a Measure>,
        who: WhoIsWho<'a>,
        region: &'a RegionPack,
    ) -> Self {
        Self { terms, before, who, region, problems: Vec::new(), asks_basis: true }
    }

    /// For a plan that is not in force yet: nothing approves its corrections.
    pub fn of_a_draft(self) -> Self {
        Self { asks_basis: false, ..self }
    }

    /// Reads the whole form; everything that is wrong is told at once.
    pub fn read(mut self, draft: &MeasureDraft) -> Result<Read, Vec<Problem>> {
        let section = self.section(&draft.section);
        self.number("number", &draft.number, self.before.map(|measure| measure.number.as_str()));
        let (items, kept_items, numbers_by_row) = self.items(draft);
        self.text("title", "Наименование", &draft.title, items.is_empty());
        let term = self.term(draft, &items);
        let executors = self.executors(draft);
        let documents = self.documents(draft, &numbers_by_row);
        let results: Vec<String> =
            draft.results.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
        if results.iter().any(|line| line.chars().count() > LONGEST_TEXT) {
            let text = format!("Ожидаемый результат длиннее {LONGEST_TEXT} знаков. Разделите его на строки.");
            self.problems.push(Problem::new("results", text));
        }
        self.text("remark", "Примечание", &draft.remark, false);
        self.line("basis", "Основание", &draft.basis);
        if self.asks_basis && draft.basis.is_empty() {
            let text =
                "Не указано основание. План меняется приказом или распоряжением: напишите вид, номер и дату.";
            self.problems.push(Problem::new("basis", text));
        }
        self.line("note", "Что изменено", &draft.note);
        let measure = Measure {
            number: draft.number.clone(),
            title: draft.title.clone(),
            term,
            executors,
            documents,
            expected_results: results,
            note: draft.remark.clone(),
            items,
            ..self.before.cloned().unwrap_or_default()
        };
        if self.problems.is_empty() { Ok(Read { measure, section, kept_items }) } else { Err(self.problems) }
    }

    fn section(&mut self, typed: &str) -> usize {
        let found = typed.parse().ok().filter(|place| *place < self.terms.plan.sections.len());
        if found.is_none() {
            self.problems.push(Problem::new("section", "Раздел не выбран. Выберите его из списка."));
        }
        found.unwrap_or_default()
    }

    /// A number is unique in the plan and fit for an address.
    fn number(&mut self, field: &str, typed: &str, own: Option<&str>) {
        let is_fit = !typed.is_empty()
            && typed.chars().count() <= LONGEST_NUMBER
            && typed.chars().all(|sign| sign.is_alphanumeric() || matches!(sign, '.' | '-'));
        if !is_fit {
            let text = format!(
                "Номер «{typed}» не подходит. Напишите цифры, буквы, точку или дефис: до {LONGEST_NUMBER} знаков."
            );
            self.problems.push(Problem::new(field, text));
            return;
        }
        let own_items = self.before.into_iter().flat_map(|measure| &measure.items);
        let mut own_numbers = own_items.map(|item| item.number.as_str()).chain(own);
        if own_numbers.any(|number| number == typed) {
            return;
        }
        let all = self.terms.plan.sections.iter().flat_map(|section| &section.measures);
        let mut taken = all.flat_map(|measure| {
            std::iter::once(&measure.number).chain(measure.items.iter().map(|item| &item.number))
        });
        if taken.any(|number| number == typed) {
            let text = format!("Номер «{typed}» в плане уже есть. Укажите другой.");
            self.problems.push(Problem::new(field, text));
        }
    }

    fn text(&mut self, field: &str, name: &str, typed: &str, is_required: bool) {
        if typed.is_empty() && is_required {
            self.problems.push(Problem::new(field, format!("{name}: поле не заполнено.")));
        } else if typed.chars().count() > LONGEST_TEXT {
            self.problems
                .push(Problem::new(field, format!("{name}: больше {LONGEST_TEXT} знаков. Сократите.")));
        }
    }

    fn line(&mut self, field: &str, name: &str, typed: &str) {
        if typed.chars().count() > LONGEST_LINE {
            self.problems
                .push(Problem::new(field, format!("{name}: больше {LONGEST_LINE} знаков. Сократите.")));
        }
    }

    /// The items, what became of those that were there, and the number that each row got.
    fn items(
        &mut self,
        draft: &MeasureDraft,
    ) -> (Vec<Item>, BTreeMap<String, String>, BTreeMap<usize, String>) {
        let (mut items, mut kept, mut by_row) = (Vec::<Item>::new(), BTreeMap::new(), BTreeMap::new());
        for (index, row) in draft.items.iter().enumerate() {
            if row.title.is_empty() {
                // A row without a title is no item: a new one that was not needed, or one taken out.
                continue;
            }
            let number =
                if row.number.is_empty() { self.next_item_number(draft, &items) } else { row.number.clone() };
            self.number(&format!("item-number-{index}"), &number, None);
            if number == draft.number || items.iter().any(|item| item.number == number) {
                let text = format!("Номер подпункта «{number}» повторяется. Укажите другой.");
                self.problems.push(Problem::new(format!("item-number-{index}"), text));
            }
            self.text(&format!("item-title-{index}"), "Подпункт", &row.title, true);
            let before = self.before.and_then(|measure| {
                measure.items.iter().find(|item| !row.was.is_empty() && item.number == row.was)
            });
            let term = self.item_term(index, &row.term, before.and_then(|item| item.term.as_ref()));
            if let Some(before) = before {
                kept.insert(before.number.clone(), number.clone());
            }
            by_row.insert(index, number.clone());
            items.push(Item { number, title: row.title.clone(), term });
        }
        (items, kept, by_row)
    }

    fn next_item_number(&self, draft: &MeasureDraft, items: &[Item]) -> String {
        let is_free = |number: &String| {
            !items.iter().any(|item| item.number == *number)
                && !draft.items.iter().any(|row| row.number == *number || row.was == *number)
        };
        let numbers = (1..).map(|n| format!("{}.{n}", draft.number));
        numbers.into_iter().find(is_free).unwrap_or_default()
    }

    fn item_term(&mut self, index: usize, typed: &TermDraft, before: Option<&Term>) -> Option<Term> {
        if typed.is_empty() {
            return None;
        }
        let anchor = before.filter(|term| term.text == typed.text);
        let anchor = anchor.and_then(|term| term.relative_to_measure.clone()).unwrap_or_default();
        let fields = [format!("item-term-{index}"), format!("item-from-{index}"), format!("item-to-{index}")];
        Some(self.read_term(typed, &anchor, [&fields[0], &fields[1], &fields[2]], false))
    }

    fn term(&mut self, draft: &MeasureDraft, items: &[Item]) -> Term {
        let every_item_has_its_own = !items.is_empty() && items.iter().all(|item| item.term.is_some());
        if draft.term.is_empty() && draft.anchor.is_empty() {
            if !every_item_has_its_own {
                let text = "Срок не указан. Напишите его словами или укажите дни.";
                self.problems.push(Problem::new("term", text));
            }
            return Term::default();
        }
        if !draft.anchor.is_empty() && !self.is_fit_anchor(&draft.anchor) {
            return Term::default();
        }
        self.read_term(&draft.term, &draft.anchor, ["term", "from", "to"], true)
    }

    fn is_fit_anchor(&mut self, anchor: &str) -> bool {
        let own = self.before.map(|measure| measure.number.as_str());
        let problem = if self.terms.measure(anchor).is_none() || Some(anchor) == own {
            "Мероприятия, за которым должен следовать срок, в плане нет. Выберите его из списка."
        } else if own.is_some_and(|own| follows(self.terms.plan, anchor, own)) {
            "Это мероприятие само следует за изменяемым: сроки ждали бы друг друга. Выберите другое."
        } else {
            return true;
        };
        self.problems.push(Problem::new("anchor", problem));
        false
    }

    /// Words first; days typed by hand win over what the words say. What neither tells is asked for.
    fn read_term(&mut self, typed: &TermDraft, anchor: &str, fields: [&str; 3], has_anchors: bool) -> Term {
        let [term_field, from_field, to_field] = fields;
        self.line(term_field, "Срок", &typed.text);
        let mut term = self.terms.understood(&typed.text, anchor);
        let from = self.day(from_field, &typed.from);
        let to = self.day(to_field, &typed.to);
        let days = (from.or(term.from), to.or(term.to));
        set_days(&mut term, days.0, days.1);
        let has_days = term.from.is_some() || term.to.is_some();
        if !has_days && term.recurrence != Some(Recurrence::BySeparatePlan) {
            let text = if !anchor.is_empty() {
                format!(
                    "По словам «{}» и сроку мероприятия {anchor} дни не определить. Укажите их.",
                    typed.text
                )
            } else if has_anchors && says_relative(&typed.text) {
                format!(
                    "Срок «{}» зависит от другого мероприятия. Выберите его в списке «Следует за мероприятием» или укажите дни.",
                    typed.text
                )
            } else {
                format!("Срок «{}» не понят. Напишите иначе или укажите первый и последний день.", typed.text)
            };
            self.problems.push(Problem::new(term_field, text));
        }
        self.check_days(&term, from_field, to_field);
        term
    }

    fn check_days(&mut self, term: &Term, from_field: &str, to_field: &str) {
        if let (Some(from), Some(to)) = (term.from, term.to)
            && from > to
        {
            let text = format!(
                "Последний день ({}) раньше первого ({}). Поменяйте их местами.",
                ui::ru::date_short(to),
                ui::ru::date_short(from)
            );
            self.problems.push(Problem::new(to_field, text));
            return;
        }
        let (first, last) = (self.terms.year.first_day, self.terms.year.last_day());
        let begins_after = term.from.is_some_and(|day| day > last);
        let ends_before = term.to.is_some_and(|day| day < first);
        if begins_after || ends_before {
            let text =
                format!("Срок лежит вне года плана: план действует {}.", ui::ru::date_range(first, last));
            self.problems.push(Problem::new(if begins_after { from_field } else { to_field }, text));
        }
    }

    fn day(&mut self, field: &str, typed: &str) -> Option<Date> {
        if typed.is_empty() {
            return None;
        }
        let day = typed.parse().ok();
        if day.is_none() {
            let text = format!("Дата «{typed}» написана не так. Выберите день в поле даты.");
            self.problems.push(Problem::new(field, text));
        }
        day
    }

    fn executors(&mut self, draft: &MeasureDraft) -> Vec<Executor> {
        let mut executors = Vec::new();
        for (index, row) in draft.executors.iter().enumerate() {
            if row.text.is_empty() && row.org.is_empty() {
                continue;
            }
            let known = self.who.of(&row.org);
            let was_there = self.before.is_some_and(|measure| {
                measure.executors.iter().any(|one| one.org.as_deref() == Some(&row.org))
            });
            if !row.org.is_empty() && known.is_none() && !was_there {
                let text = "Такой организации в реестре нет. Выберите её из списка.";
                self.problems.push(Problem::new(format!("org-{index}"), text));
            }
            self.line(&format!("text-{index}"), "Исполнитель", &row.text);
            let text = if row.text.is_empty() {
                known.map_or_else(|| row.org.clone(), |one| one.name.short.clone())
            } else {
                row.text.clone()
            };
            executors.push(Executor {
                org: Some(row.org.clone()).filter(|code| !code.is_empty()),
                role: if row.is_lead { ExecutorRole::Lead } else { ExecutorRole::Co },
                text,
            });
        }
        if executors.is_empty() {
            let text = "Не указан ни один исполнитель. Выберите организацию и отметьте ответственного.";
            self.problems.push(Problem::new("text-0", text));
        } else if !executors.iter().any(|one| one.role == ExecutorRole::Lead) {
            let text = "Не отмечен ответственный исполнитель. Отметьте одного из исполнителей.";
            self.problems.push(Problem::new("lead-0", text));
        }
        executors
    }

    fn documents(
        &mut self,
        draft: &MeasureDraft,
        numbers: &BTreeMap<usize, String>,
    ) -> Vec<RequiredDocument> {
        let mut documents = Vec::new();
        for (index, row) in draft.documents.iter().enumerate() {
            if row.text.is_empty() && row.kind.is_empty() {
                continue;
            }
            let kind = self.region.document_kind(&row.kind);
            if !row.kind.is_empty() && kind.is_none() {
                let text = "Такого вида документа нет в справочнике. Выберите вид из списка.";
                self.problems.push(Problem::new(format!("document-kind-{index}"), text));
            }
            let item = if row.item.is_empty() {
                None
            } else {
                let number = row.item.parse().ok().and_then(|place: usize| numbers.get(&place)).cloned();
                if number.is_none() {
                    let text = "Подпункта, к которому относится документ, больше нет. Выберите другой.";
                    self.problems.push(Problem::new(format!("document-item-{index}"), text));
                }
                number
            };
            let name = format!("document-text-{index}");
            self.text(&name, "Документ", &row.text, false);
            documents.push(RequiredDocument {
                kind: Some(row.kind.clone()).filter(|code| !code.is_empty()),
                item,
                text: if row.text.is_empty() {
                    kind.map_or_else(String::new, |kind| kind.title.clone())
                } else {
                    row.text.clone()
                },
            });
        }
        documents
    }
}
