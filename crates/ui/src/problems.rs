//! What is wrong with a form: the summary above it, all problems at once, each leading to its field.

use askama::Template;

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Id of the field on the page: the summary's line leads there.
    pub field: String,
    /// What is wrong and what to do, for the reader.
    pub text: String,
}

impl Problem {
    pub fn new(field: impl Into<String>, text: impl Into<String>) -> Self {
        Self { field: field.into(), text: text.into() }
    }
}

/// Every problem of a form under one heading; printed as the summary, or as nothing when there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "components/problems.html")]
pub struct Problems {
    heading: String,
    list: Vec<Problem>,
}

impl Problems {
    /// `heading` says what was not done: «Подтверждение не записано».
    pub fn new(heading: impl Into<String>, list: Vec<Problem>) -> Self {
        Self { heading: heading.into(), list }
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// What is wrong with a field; its first problem, where there are several.
    pub fn of(&self, field: &str) -> Option<&str> {
        self.list.iter().find(|problem| problem.field == field).map(|problem| problem.text.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_lists_every_problem_with_a_way_to_its_field() {
        let list = vec![Problem::new("date", "Дата не указана."), Problem::new("basis", "Нет <основания>.")];
        let problems = Problems::new("План не изменён", list);
        assert_eq!(problems.of("basis"), Some("Нет <основания>."));
        assert_eq!(problems.of("title"), None);
        let html = problems.to_string();
        assert!(html.contains("href=\"#date\"") && html.contains("href=\"#basis\""), "{html}");
        assert!(!html.contains("<основания>"), "texts are escaped");
        assert_eq!(Problems::default().to_string().trim(), "");
    }
}
