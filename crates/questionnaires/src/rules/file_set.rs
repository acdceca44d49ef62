//! Sets of files: a question of several kinds of documents (`select_multiple` with the appearance `file-set`). A kind is ticked
//! by its file and by nothing else, so that `count_mandatory` counts documents that are there.

use forms::Form;
use forms::form::Element;
use forms::source::Lookup;

use super::matrix::has_appearance;

/// Whether a question is a set of files.
pub fn is_file_set(element: &Element) -> bool {
    element.control_tag == "select" && has_appearance(element, "file-set")
}

/// Where the file of a kind is kept.
pub fn kind_path(set: &str, code: &str) -> String {
    format!("{set}/{code}")
}

/// Whether the author marks a kind as one that everybody must have.
pub fn is_mandatory(form: &Form, element: &Element, code: &str) -> bool {
    let list = element.itemset.as_deref().and_then(|name| form.lists.get(name));
    let choice = list.and_then(|list| list.choices.iter().find(|choice| choice.name == code));
    choice.and_then(|choice| choice.extra.text("mandatory")).is_some_and(|word| {
        matches!(word.trim().to_lowercase().as_str(), "yes" | "true" | "true()" | "1" | "да")
    })
}

/// Of the ticked kinds those that have a file; `files`: the paths of the files that are there.
pub fn kinds_with_files<'a>(set: &str, ticked: &str, files: impl Iterator<Item = &'a str> + Clone) -> String {
    let has_file = |code: &&str| files.clone().any(|path| path == kind_path(set, code));
    let kept: Vec<&str> = ticked.split_whitespace().filter(has_file).collect();
    kept.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_counts_when_its_file_is_there() {
        let files = ["/data/s/plan", "/data/s/other", "/data/planner"];
        assert_eq!(kinds_with_files("/data/s", "plan order other", files.into_iter()), "plan other");
        assert_eq!(kinds_with_files("/data/s[2]", "plan", files.into_iter()), "");
    }
}
