//! The real roadmap of 2024, from Word and from text, must come out as its data file has it.

use plan::Plan;
use plan::import::Draft;

use super::common;

fn file(name: &str) -> Vec<u8> {
    let path = format!("{}/../../regions/khabarovsk/roadmap/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(path).unwrap()
}

fn expected() -> Plan {
    let text = String::from_utf8(file("roadmap-2024.yaml")).unwrap();
    let value: serde_json::Value = serde_saphyr::from_str(&text).unwrap();
    serde_json::from_value(value).unwrap()
}

/// Field by field, so that a difference names its place.
fn compare(draft: &Draft) {
    let expected = expected();
    let mut differences = Vec::new();
    let mut differ = |place: String, got: String, wanted: String| {
        if got != wanted {
            differences.push(format!("{place}\n   got    {got}\n   wanted {wanted}"));
        }
    };
    differ("meta".into(), format!("{:?}", draft.plan.meta), format!("{:?}", expected.meta));
    differ("sections".into(), draft.plan.sections.len().to_string(), expected.sections.len().to_string());
    for (got, wanted) in draft.plan.sections.iter().zip(&expected.sections) {
        differ(
            format!("section {}", wanted.number),
            format!("{} {}", got.number, got.title),
            format!("{} {}", wanted.number, wanted.title),
        );
        differ(
            format!("measures of {}", wanted.number),
            got.measures.len().to_string(),
            wanted.measures.len().to_string(),
        );
        for (got, wanted) in got.measures.iter().zip(&wanted.measures) {
            let n = &wanted.number;
            differ(format!("{n} number"), got.number.clone(), n.clone());
            differ(format!("{n} title"), got.title.clone(), wanted.title.clone());
            differ(format!("{n} term"), format!("{:?}", got.term), format!("{:?}", wanted.term));
            differ(
                format!("{n} executors"),
                format!("{:#?}", got.executors),
                format!("{:#?}", wanted.executors),
            );
            differ(
                format!("{n} documents"),
                format!("{:#?}", got.documents),
                format!("{:#?}", wanted.documents),
            );
            differ(
                format!("{n} results"),
                format!("{:#?}", got.expected_results),
                format!("{:#?}", wanted.expected_results),
            );
            differ(format!("{n} items"), format!("{:#?}", got.items), format!("{:#?}", wanted.items));
            differ(format!("{n} course"), format!("{:?}", got.course), format!("{:?}", wanted.course));
        }
    }
    assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), differences.join("\n"));
    assert!(draft.unrecognized.is_empty(), "{:#?}", draft.unrecognized);
}

#[test]
fn the_word_table() {
    compare(&common::read("roadmap-2024.docx", &file("roadmap-2024.docx")).unwrap());
}

#[test]
fn the_text_of_the_table() {
    compare(&common::read("roadmap-2024.txt", &file("roadmap-2024.txt")).unwrap());
}

#[test]
fn the_data_file_itself() {
    let draft = common::read("roadmap-2024.yaml", &file("roadmap-2024.yaml")).unwrap();
    assert_eq!(draft.plan, expected());
    assert!(draft.unrecognized.is_empty(), "{:#?}", draft.unrecognized);
}

#[test]
fn what_the_paper_does_not_say_is_proposed_with_a_reason() {
    let draft = common::read("roadmap-2024.docx", &file("roadmap-2024.docx")).unwrap();
    for wanted in ["m4.items", "m4.documents", "m12.term", "m1.executors"] {
        let proposal =
            draft.proposals.iter().find(|one| one.id == wanted).unwrap_or_else(|| panic!("{wanted}"));
        assert!(!proposal.reason.is_empty() && !proposal.what.is_empty());
    }
}
