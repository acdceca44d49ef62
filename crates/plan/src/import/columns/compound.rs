//! Headings that name two things at once: «Мероприятие (дата)», «Мероприятия и сроки», «Срок, ответственный».

use super::ColumnKind;
use super::vocabulary::{kind_of, title_rank};

/// What the parts of a heading say, each by itself.
fn kinds_of_parts(heading: &str) -> Vec<ColumnKind> {
    let with_one_sign = heading.replace(" и ", ",");
    with_one_sign.split([',', ';', '/', '(', ')']).filter_map(kind_of).collect()
}

/// Which of these headings is the title where none is the title alone: the one with the most telling word in a part of
/// its own. «Срок исполнения мероприятия» is one thing and stays a term.
pub(super) fn title_among(headings: &[String]) -> Option<usize> {
    let candidates = headings.iter().enumerate().filter(|(_, heading)| {
        let kinds = kinds_of_parts(heading);
        kinds.len() > 1 && kinds.contains(&ColumnKind::Title)
    });
    candidates
        .max_by(|(a, left), (b, right)| title_rank(left).cmp(&title_rank(right)).then(b.cmp(a)))
        .map(|(index, _)| index)
}

/// Whether the cells of this column, which is of that kind, hold terms as well.
pub fn holds_terms_too(kind: ColumnKind, heading: &str) -> bool {
    matches!(kind, ColumnKind::Title | ColumnKind::Executors)
        && kinds_of_parts(heading).contains(&ColumnKind::Term)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_of_two_things_is_the_title_where_nothing_else_is() {
        for (heading, is_title) in [
            ("Наименование мероприятия, срок", true),
            ("Мероприятие (дата)", true),
            ("Мероприятия и сроки", true),
            ("Дата / мероприятие", true),
            ("Мероприятие, место и дата проведения", true),
            ("Срок исполнения мероприятия", false),
            ("Дата и время проведения мероприятия", false),
            ("Срок, ответственный", false),
        ] {
            let headings = ["№".to_owned(), heading.to_owned(), "Ответственные".to_owned()];
            assert_eq!(title_among(&headings), is_title.then_some(1), "{heading}");
        }
    }

    #[test]
    fn cells_that_hold_terms_too() {
        for (kind, heading, wanted) in [
            (ColumnKind::Executors, "Срок, ответственный", true),
            (ColumnKind::Executors, "Сроки и ответственные исполнители", true),
            (ColumnKind::Title, "Мероприятие (дата)", true),
            (ColumnKind::Executors, "Ответственный исполнитель/ соисполнители", false),
            (ColumnKind::Executors, "Ответственные за срок исполнения", false),
            (ColumnKind::Term, "Дата и время", false),
        ] {
            assert_eq!(holds_terms_too(kind, heading), wanted, "{heading}");
        }
    }
}
