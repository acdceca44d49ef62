//! What tests give the importer to know: organisations and document kinds of a region pack, read as plain YAML.

use plan::import::{
    Draft, ImportError, ImportOptions, KnownDocumentKind, KnownOrganisation, Vocabulary, import,
};
use serde_json::Value;

fn yaml(file: &str) -> Value {
    let path = format!("{}/../../regions/khabarovsk/{file}", env!("CARGO_MANIFEST_DIR"));
    serde_saphyr::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().map_or_else(Vec::new, |items| {
        items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect()
    })
}

/// The vocabulary of the Khabarovsk pack; schools are not executors of plans.
pub fn vocabulary() -> Vocabulary {
    let organisations = yaml("organisations.yaml")["organisations"].as_array().unwrap().clone();
    let kinds = yaml("document-kinds.yaml")["document_kinds"].as_array().unwrap().clone();
    Vocabulary {
        organisations: organisations
            .iter()
            .map(|one| {
                let mut aliases = texts(&one["aliases"]);
                for name in one["names"].as_array().unwrap() {
                    aliases.push(name["full"].as_str().unwrap().to_owned());
                    aliases.push(name["short"].as_str().unwrap().to_owned());
                }
                KnownOrganisation {
                    code: one["code"].as_str().unwrap().into(),
                    name: aliases.pop().unwrap(),
                    aliases,
                }
            })
            .collect(),
        document_kinds: kinds
            .iter()
            .map(|one| KnownDocumentKind {
                code: one["code"].as_str().unwrap().into(),
                title: one["title"].as_str().unwrap().into(),
                keywords: texts(&one["keywords"]),
            })
            .collect(),
    }
}

pub fn read(file_name: &str, bytes: &[u8]) -> Result<Draft, ImportError> {
    read_with(file_name, bytes, &vocabulary())
}

pub fn read_with(file_name: &str, bytes: &[u8], vocabulary: &Vocabulary) -> Result<Draft, ImportError> {
    let options = ImportOptions {
        file_name,
        year: None,
        year_start_month: 1,
        vocabulary,
        step_limit: plan::import::DEFAULT_STEP_LIMIT,
    };
    import(bytes, &options)
}
