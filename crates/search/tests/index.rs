//! The index as its users see it.

use search::{Entry, Index, Page, Question};

fn entry(id: &str, title: &str, body: &str, readers: &[&str]) -> Entry {
    Entry {
        id: id.into(),
        title: title.into(),
        body: body.into(),
        readers: readers.iter().map(|reader| (*reader).to_owned()).collect(),
        facets: vec![format!("kind:{}", &id[..1]), "year:2024".into()],
    }
}

fn filled() -> Index {
    let index = Index::in_memory().unwrap();
    let entries = [
        entry("o1", "О создании рабочей группы", "Приказываю создать группу по экспертизе заявок.", &["all"]),
        entry("o2", "О сети информационно-библиотечных центров", "Утвердить перечень ИБЦ края.", &["org:a"]),
        entry(
            "l1",
            "О вебинаре «Ёлка»",
            "Приглашаем на краевые вебинары: буктрейлер для 5 класса.",
            &["all", "org:a"],
        ),
        entry("l2", "Черновик письма", "Никому не показывается, кроме программы.", &[]),
    ];
    index.apply(&entries, &[], 7).unwrap();
    index
}

fn ids(page: &Page) -> Vec<&str> {
    page.found.iter().map(|found| found.id.as_str()).collect()
}

fn ask(index: &Index, words: &str) -> Page {
    index.find(&Question { words: words.into(), limit: 10, ..Question::default() }).unwrap()
}

#[test]
fn forms_phrases_beginnings_and_what_is_left_out() {
    let index = filled();
    assert_eq!(ids(&ask(&index, "группа")), ["o1"]);
    assert_eq!(ids(&ask(&index, "библиотечный центр")), ["o2"], "every word, in any form");
    assert_eq!(ids(&ask(&index, "елка")), ["l1"]);
    assert_eq!(ids(&ask(&index, "буктрейлер 5 класс")), ["l1"], "domain study, M7 (4)");
    assert_eq!(ids(&ask(&index, "буктр")), ["l1"], "still being typed");
    assert!(ask(&index, "буктр ").found.is_empty(), "a space ends the word");
    assert_eq!(ids(&ask(&index, "\"рабочей группы\"")), ["o1"]);
    assert!(ask(&index, "\"группы рабочей\"").found.is_empty());
    assert_eq!(ids(&ask(&index, "-вебинар -черновик группа")), ["o1"]);
    assert!(ask(&index, "").found.is_empty());
    assert!(ask(&index, "«» -- \" ( AND ^ *").found.is_empty(), "no sign is an error");
}

#[test]
fn only_its_readers_find_an_entry_and_they_are_all_that_is_counted() {
    let index = filled();
    let as_readers = |readers: &[&str]| {
        let readers = Some(readers.iter().map(|one| (*one).to_owned()).collect());
        index.find(&Question { words: "-нет".into(), readers, limit: 1, ..Question::default() }).unwrap()
    };
    assert_eq!(as_readers(&["all"]).total, 2);
    assert_eq!(as_readers(&["all", "org:a"]).total, 3);
    assert_eq!(as_readers(&["org:b"]).total, 0);
    assert_eq!(as_readers(&[]).total, 0);
    assert_eq!(as_readers(&["all"]).found.len(), 1, "a page is as long as asked");
    assert_eq!(ask(&index, "-нет").total, 4);
}

#[test]
fn excerpts_show_the_words_and_facets_narrow() {
    let index = filled();
    let page = ask(&index, "приглашаем вебинар");
    let hits: Vec<&str> =
        page.found[0].excerpt.iter().filter(|piece| piece.is_hit).map(|piece| piece.text.as_str()).collect();
    assert_eq!(hits, ["Приглашаем", "вебинары"]);
    let whole: String = page.found[0].excerpt.iter().map(|piece| piece.text.as_str()).collect();
    assert!("Приглашаем на краевые вебинары: буктрейлер для 5 класса.".contains(&whole));
    let with = |facets: &[&str]| {
        let facets = facets.iter().map(|facet| (*facet).to_owned()).collect();
        index.find(&Question { words: "о".into(), facets, limit: 9, ..Question::default() }).unwrap().total
    };
    let counts = (with(&[]), with(&["kind:o"]), with(&["kind:o", "year:2024"]), with(&["year:2023"]));
    assert_eq!(counts, (3, 2, 2, 0));
}

#[test]
fn an_entry_is_replaced_and_removed_and_the_watermark_goes_with_it() {
    let index = filled();
    assert_eq!(index.watermark(), 7);
    index.apply(&[entry("o1", "О другом", "Совсем другой текст", &["all"])], &["l1".into()], 9).unwrap();
    assert!(ask(&index, "группа").found.is_empty());
    assert_eq!(ids(&ask(&index, "другой")), ["o1"]);
    assert!(ask(&index, "вебинар").found.is_empty());
    assert_eq!(index.watermark(), 9);
}

#[test]
fn a_folder_is_opened_again_and_a_damaged_one_is_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("search");
    let index = Index::open(&place).unwrap();
    index.apply(&[entry("o1", "О сети", "", &["all"])], &[], 42).unwrap();
    drop(index);
    let again = Index::open(&place).unwrap();
    assert_eq!((again.watermark(), ask(&again, "сеть").total), (42, 1));
    drop(again);
    std::fs::write(place.join("meta.json"), b"{ broken").unwrap();
    let anew = Index::open(&place).unwrap();
    assert_eq!((anew.watermark(), ask(&anew, "сеть").total), (0, 0), "to be fed from the beginning");
}
