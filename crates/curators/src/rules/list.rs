//! A list of people to invite, pasted from Excel or saved from it: organisation, name, address.

use access::letters::address_fault;
use network::rules::Listed;

use super::{Fault, NewPerson};

/// More is a mistake: a municipality has tens of schools, a region hundreds.
pub const MAX_LINES: usize = 500;

/// One person of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Number of the row, from 1, as Excel counts.
    pub number: usize,
    pub organisation: String,
    pub person: NewPerson,
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListFault {
    pub number: usize,
    pub text: String,
}

/// Reads rows of cells: the organisation's code or name, then a name and an address in any order, perhaps a post. A first
/// row without an address that speaks of organisations is a heading.
pub fn read_lines(rows: &[Vec<String>]) -> (Vec<Line>, Vec<ListFault>) {
    let (mut lines, mut faults) = (Vec::new(), Vec::new());
    for (number, row) in (1..).zip(rows) {
        if number == 1 && is_heading(row) {
            continue;
        }
        if number > MAX_LINES {
            faults.push(ListFault {
                number,
                text: format!("В списке больше {MAX_LINES} строк. Разделите его."),
            });
            break;
        }
        let mut cells = row.iter().map(|cell| cell.trim());
        let organisation = cells.next().unwrap_or_default().to_owned();
        if organisation.is_empty() {
            faults.push(ListFault {
                number, text: "не указана организация в первом столбце".into()
            });
            continue;
        }
        let (mut person, mut problem) = (NewPerson::default(), None);
        for cell in cells.filter(|cell| !cell.is_empty()) {
            if cell.contains('@') {
                problem = problem.or_else(|| address_fault(cell).map(|text| format!("«{cell}»: {text}")));
                person.email = cell.to_owned();
            } else if person.surname.is_empty() {
                let named = NewPerson::named(cell);
                person = NewPerson { email: person.email, post: person.post, ..named };
            } else {
                person.post = cell.to_owned();
            }
        }
        let problem = problem.or_else(|| person.faults().first().map(|Fault { text, .. }| text.clone()));
        match problem {
            Some(text) => faults.push(ListFault { number, text }),
            None => lines.push(Line { number, organisation, person }),
        }
    }
    (lines, faults)
}

fn is_heading(row: &[String]) -> bool {
    let first = ui::ru::fold(row.first().map_or("", String::as_str));
    let speaks_of = ["организация", "школа", "учреждение", "код", "наименование", "название"];
    let is_word = speaks_of.iter().any(|word| first == *word || first.starts_with(&format!("{word} ")));
    // «Школа № 5» is a school; a heading has neither a number nor an address.
    is_word && !row.iter().any(|cell| cell.contains('@') || cell.contains(|sign: char| sign.is_ascii_digit()))
}

/// The organisation that a cell means: by its code, or by a name that is only its own.
pub fn match_organisation<'a>(cell: &str, organisations: &[Listed<'a>]) -> Result<Listed<'a>, String> {
    let bare = |text: &str| ui::ru::fold(text).replace(['«', '»', '"', '“', '”'], "");
    let wanted = bare(cell);
    if let Some(found) = organisations.iter().find(|one| bare(&one.organisation.code) == wanted) {
        return Ok(*found);
    }
    let is_named = |one: &&Listed<'a>| bare(&one.name.short) == wanted || bare(&one.name.full) == wanted;
    let found: Vec<&Listed<'a>> = organisations.iter().filter(is_named).collect();
    match found.as_slice() {
        [one] => Ok(**one),
        [] => Err(format!("организации «{cell}» среди ваших нет: проверьте название или укажите код")),
        _ => Err(format!("организаций с названием «{cell}» несколько: укажите код вместо названия")),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use network::rules::{Contacts, Period, RollName, RollOrganisation, Timeline};
    use proptest::prelude::*;
    use region::OrganisationKind;

    use super::*;

    fn rows(text: &str) -> Vec<Vec<String>> {
        text.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect()
    }

    #[test]
    fn names_and_addresses_stand_in_any_order_and_headings_are_skipped() {
        let (lines, faults) = read_lines(&rows(
            "Организация\tФИО\tПочта\nL9001\tДемонова Анна Сергеевна\ta@b.ru\nШкола № 2\tc@d.ru\tСамар Аким\tбиблиотекарь\nL9003",
        ));
        assert_eq!(faults, []);
        assert_eq!(lines.iter().map(|line| line.number).collect::<Vec<_>>(), [2, 3, 4]);
        assert_eq!(
            (lines[0].person.surname.as_str(), lines[0].person.email.as_str()),
            ("Демонова", "a@b.ru")
        );
        assert_eq!((lines[1].person.name.as_str(), lines[1].person.post.as_str()), ("Аким", "библиотекарь"));
        assert_eq!(lines[2].person, NewPerson::default());
    }

    #[test]
    fn a_school_in_the_first_row_is_no_heading() {
        let (lines, _) = read_lines(&rows("Школа № 5\tДемонова Анна"));
        assert_eq!(lines.len(), 1);
    }

    #[test]
    fn faults_are_told_row_by_row() {
        let (lines, faults) =
            read_lines(&rows("L1\tАнна\nL2\tДемонова Анна\tне@адрес\n\tДемонова Анна\nL4\tСамар Аким"));
        assert_eq!(lines.len(), 1);
        assert_eq!(faults.iter().map(|fault| fault.number).collect::<Vec<_>>(), [1, 2, 3]);
        assert!(faults[1].text.contains("не@адрес"));
    }

    fn organisation(code: &str, short: &str) -> (RollOrganisation, RollName) {
        let organisation = RollOrganisation {
            id: code.into(),
            code: code.into(),
            kind: OrganisationKind::School,
            kind_order: 5,
            is_demo: false,
            stands_for: Vec::new(),
            municipality_id: None,
            contacts: Contacts::default(),
            seats: Vec::new(),
            statuses: Timeline::default(),
            sizes: Vec::new(),
            buildings: Vec::new(),
            centres: Vec::new(),
        };
        let name = RollName {
            organisation: 0,
            full: format!("МБОУ «{short}»"),
            short: short.into(),
            genitive: String::new(),
            basis: String::new(),
            end_basis: String::new(),
            fold: String::new(),
            sort_key: String::new(),
            period: Period { from: date(1, 1, 1), to: date(9999, 12, 31) },
        };
        (organisation, name)
    }

    #[test]
    fn an_organisation_is_found_by_code_or_by_a_name_of_its_own() {
        let lines = [
            organisation("L1", "Школа № 1"),
            organisation("L2", "Школа № 2"),
            organisation("L3", "Школа № 2"),
        ];
        let listed: Vec<Listed<'_>> = lines
            .iter()
            .map(|(organisation, name)| Listed { organisation, name, municipality: None, status: None })
            .collect();
        let code = |cell: &str| match_organisation(cell, &listed).map(|one| one.organisation.code.clone());
        assert_eq!(code(" l1 "), Ok("L1".into()));
        assert_eq!(code("школа  № 1"), Ok("L1".into()));
        assert_eq!(code("МБОУ \"Школа № 1\""), Ok("L1".into()));
        assert!(code("Школа № 2").unwrap_err().contains("несколько"));
        assert!(code("Школа № 9").unwrap_err().contains("нет"));
    }

    proptest! {
        /// Whatever is pasted, every row ends as a line, a fault, or the heading; none is lost.
        #[test]
        fn no_row_is_lost(text in "([А-Яа-я@. 0-9]{0,12}\t){0,3}[а-я@.]{0,9}(\n([А-Яа-я@. 0-9]{0,12}\t){0,3}[а-я@.]{0,9}){0,20}") {
            let rows = rows(&text);
            let (lines, faults) = read_lines(&rows);
            let headings = usize::from(rows.first().is_some_and(|row| is_heading(row)));
            prop_assert_eq!(lines.len() + faults.len() + headings, rows.len());
        }
    }
}
