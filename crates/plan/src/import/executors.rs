//! Who answers and who helps: a cell of names, some of which hold commas.

mod split;

use std::sync::LazyLock;

use regex::Regex;

use super::cells::{Line, lines_kept_apart};
use super::desk::Desk;
use super::grid::Paragraph;
use super::names::Match;
use super::{ImportError, ProposalKind};
use crate::model::{Executor, ExecutorRole};

/// Reads the cell of executors and, where there is one, the cell of those who help.
pub fn read(
    cell: &[Paragraph],
    helpers: &[Paragraph],
    number: &str,
    desk: &mut Desk<'_>,
) -> Result<Vec<Executor>, ImportError> {
    let Named { executors, leads } = named_in(cell, helpers, number, desk)?;
    if leads == Leads::FirstOfSeveral {
        propose_lead(&executors, number, FIRST_LEADS, desk);
    }
    Ok(executors)
}

/// Who is named, and how it is known who of them leads.
pub struct Named {
    pub executors: Vec<Executor>,
    pub leads: Leads,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leads {
    /// The cell says so, or there is only one.
    AsSaid,
    FirstOfSeveral,
}

pub const FIRST_LEADS: &str =
    "в плане роли не разделены; по принятой практике ответственный назван первым, остальные — соисполнители";

pub fn propose_lead(executors: &[Executor], number: &str, reason: &str, desk: &mut Desk<'_>) {
    let Some(lead) = executors.iter().find(|one| one.role == ExecutorRole::Lead) else { return };
    let what = format!("ответственный исполнитель — {}", lead.text);
    desk.proposals.add(ProposalKind::LeadExecutor, number, "executors", what, reason);
}

/// The same without a word about who leads: rows of parts name executors of their own.
pub fn named_in(
    cell: &[Paragraph],
    helpers: &[Paragraph],
    number: &str,
    desk: &mut Desk<'_>,
) -> Result<Named, ImportError> {
    let mut executors: Vec<Executor> = Vec::new();
    let mut has_named_lead = false;
    for (text, role) in parts_of(cell, number, desk)? {
        has_named_lead |= role == Some(ExecutorRole::Lead);
        let usual = if executors.is_empty() { ExecutorRole::Lead } else { ExecutorRole::Co };
        let executor = executor(text, role.unwrap_or(usual), number, desk)?;
        executors.push(executor);
    }
    let is_guessed = executors.len() > 1 && !has_named_lead;
    let leads = if is_guessed { Leads::FirstOfSeveral } else { Leads::AsSaid };
    for (text, _) in parts_of(helpers, number, desk)? {
        let executor = executor(text, ExecutorRole::Co, number, desk)?;
        executors.push(executor);
    }
    Ok(Named { executors, leads })
}

fn executor(
    text: String,
    role: ExecutorRole,
    number: &str,
    desk: &mut Desk<'_>,
) -> Result<Executor, ImportError> {
    desk.budget.spend(desk.names.cost(&text))?;
    let found = desk.names.find(&text);
    match found {
        Match::Exact(_) => {}
        Match::Likely(code, _) => desk.proposals.add(
            ProposalKind::OrganisationMatch,
            number,
            "executors",
            format!("«{text}» — организация {code} справочника"),
            "наименование совпадает не полностью, но большинство слов те же",
        ),
        Match::None => desk.proposals.add(
            ProposalKind::OrganisationMatch,
            number,
            "executors",
            format!("«{text}» не найдено в справочнике организаций"),
            "похожего наименования нет: выберите организацию или оставьте как напечатано",
        ),
    }
    Ok(Executor { org: found.code().map(str::to_owned), role, text })
}

type Part = (String, Option<ExecutorRole>);

fn parts_of(cell: &[Paragraph], number: &str, desk: &mut Desk<'_>) -> Result<Vec<Part>, ImportError> {
    for paragraph in cell {
        desk.budget.spend(desk.names.cost(&paragraph.text))?;
    }
    let read = lines_kept_apart(cell, |before, line| {
        desk.names.find(before).is_exact() && desk.names.find(line).is_exact()
    });
    desk.proposals.mended(number, "executors", &read.mended);
    let mut parts = Vec::new();
    let mut role = None;
    for line in names_over_lines(without_numbers(read.lines), desk)? {
        for (text, own_role) in split::by_role(&line.text) {
            role = own_role.or(role);
            for name in split::names_in(&text, number, desk)? {
                let (name, helpers) = split::out_of_brackets(&name, desk)?;
                if !helpers.is_empty() {
                    desk.proposals.add(
                        ProposalKind::CellSplit,
                        number,
                        "executors",
                        format!("соисполнители названы в скобках: {}", helpers.join(" · ")),
                        "в скобках после наименования стоят другие организации",
                    );
                }
                parts.push((name, role));
                parts.extend(helpers.into_iter().map(|name| (name, Some(ExecutorRole::Co))));
                if role == Some(ExecutorRole::Lead) {
                    // «Ответственный: А» names one; who follows on the next lines only helps.
                    role = own_role;
                }
            }
        }
    }
    Ok(parts)
}

static NUMBERED: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^\d{1,2}[.)]\s*(\p{L}.*)$").ok());

/// «1) ИРО», «2) школы»: numbers of a list; one alone may belong to a name.
fn without_numbers(mut lines: Vec<Line>) -> Vec<Line> {
    let Some(pattern) = NUMBERED.as_ref() else { return lines };
    if lines.iter().filter(|line| pattern.is_match(&line.text)).count() < 2 {
        return lines;
    }
    for line in &mut lines {
        let bare = pattern.captures(&line.text).map(|found| found[1].to_owned());
        if let Some(bare) = bare {
            line.text = bare;
            line.is_item = true;
        }
    }
    lines
}

/// A name broken over two lines that both begin with a capital is known by being one of the names together.
fn names_over_lines(lines: Vec<Line>, desk: &Desk<'_>) -> Result<Vec<Line>, ImportError> {
    let mut joined: Vec<Line> = Vec::with_capacity(lines.len());
    for line in lines {
        if let Some(last) = joined.last_mut().filter(|last| last.block == line.block && !line.is_item) {
            let together = format!("{} {}", last.text, line.text);
            for text in [&together, &last.text, &line.text] {
                desk.budget.spend(desk.names.cost(text))?;
            }
            let (first, second) = (desk.names.find(&last.text), desk.names.find(&line.text));
            let is_one = match (desk.names.find(&together), second) {
                (Match::Exact(_), Match::None) => true,
                (Match::Exact(code), second) => {
                    second.code() == Some(code) && first.code().is_none_or(|one| one == code)
                }
                (Match::Likely(_, score), Match::None) => match first {
                    Match::Exact(_) => false,
                    Match::Likely(_, before) => score > before,
                    Match::None => true,
                },
                _ => false,
            };
            if is_one {
                last.text = together;
                continue;
            }
        }
        joined.push(line);
    }
    Ok(joined)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{KnownOrganisation, Vocabulary};

    fn vocabulary() -> Vocabulary {
        let known = |code: &str, name: &str| KnownOrganisation {
            code: code.into(),
            name: name.into(),
            aliases: Vec::new(),
        };
        Vocabulary {
            organisations: vec![
                known("I", "КГАОУ ДПО ХК ИРО"),
                known("H", "ХГИК"),
                known("S", "Руководители ИБЦ, педагоги-библиотекари"),
                known("M", "Министерство образования и науки Хабаровского края"),
            ],
            document_kinds: Vec::new(),
        }
    }

    fn told(lines: &[&str]) -> Vec<(String, Option<String>, ExecutorRole)> {
        let cell: Vec<Paragraph> = lines.iter().map(|line| Paragraph::plain(*line)).collect();
        let vocabulary = vocabulary();
        let executors = read(&cell, &[], "1", &mut Desk::for_tests(&vocabulary)).unwrap();
        executors.into_iter().map(|one| (one.text, one.org, one.role)).collect()
    }

    fn names(lines: &[&str]) -> Vec<String> {
        told(lines).into_iter().map(|(text, _, _)| text).collect()
    }

    #[test]
    fn commas_separate_names_but_not_participles() {
        assert_eq!(told(&["КГАОУ ДПО ХК ИРО, ХГИК"]).len(), 2);
        assert_eq!(told(&["Руководители ИБЦ, педагоги-библиотекари"]).len(), 1, "a known name holds a comma");
        assert_eq!(
            told(&["Руководители органов, осуществляющих управление", "в сфере образования"]).len(),
            1
        );
        assert_eq!(told(&["Методисты, курирующие деятельность ИБЦ"]).len(), 1);
        assert_eq!(told(&["Отдел культуры; школа № 5"]).len(), 2);
        assert_eq!(names(&["Иванова И.И., методист ИРО"]), ["Иванова И.И., методист ИРО"]);
    }

    #[test]
    fn a_name_over_two_lines_is_one_name() {
        assert_eq!(
            told(&["Министерство образования и науки", "Хабаровского края", "ХГИК"])
                .into_iter()
                .map(|(_, org, _)| org)
                .collect::<Vec<_>>(),
            [Some("M".to_owned()), Some("H".to_owned())]
        );
        assert_eq!(names(&["КГАОУ ДПО", " ХК ИРО"]), ["КГАОУ ДПО ХК ИРО"]);
        assert_eq!(names(&["Отдел культуры", "Школа № 5"]), ["Отдел культуры", "Школа № 5"]);
    }

    #[test]
    fn roles_named_in_the_cell_are_kept() {
        let roles: Vec<(String, ExecutorRole)> =
            told(&["Ответственный: ХГИК; соисполнители: КГАОУ ДПО ХК ИРО, Дом книги"])
                .into_iter()
                .map(|(text, _, role)| (text, role))
                .collect();
        assert_eq!(
            roles,
            [
                ("ХГИК".into(), ExecutorRole::Lead),
                ("КГАОУ ДПО ХК ИРО".into(), ExecutorRole::Co),
                ("Дом книги".into(), ExecutorRole::Co)
            ]
        );
        assert_eq!(names(&["ХГИК совместно с КГАОУ ДПО ХК ИРО"]), ["ХГИК", "КГАОУ ДПО ХК ИРО"]);
    }

    #[test]
    fn other_organisations_in_brackets_help() {
        let told = told(&["КГАОУ ДПО ХК ИРО (ХГИК, Министерство образования и науки Хабаровского края)"]);
        let roles: Vec<ExecutorRole> = told.iter().map(|(_, _, role)| *role).collect();
        assert_eq!(roles, [ExecutorRole::Lead, ExecutorRole::Co, ExecutorRole::Co]);
        assert_eq!(names(&["ХГИК (по согласованию)"]), ["ХГИК (по согласованию)"]);
        assert_eq!(names(&["Отдел (далее ХГИК)"]), ["Отдел (далее ХГИК)"]);
        assert_eq!(names(&["ХГИК (соисполнители: Дом книги, школы)"]), ["ХГИК", "Дом книги", "школы"]);
    }
}
