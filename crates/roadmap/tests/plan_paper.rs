//! What is printed is read back: plan → Word → importer, its proposals accepted → the same plan.

use std::fmt::Write as _;

use jiff::civil::date;
use plan::import::{DEFAULT_STEP_LIMIT, Draft, ImportOptions, import};
use plan::term::term_of;
use plan::{Executor, ExecutorRole, Item, Measure, Plan, PlanMeta, RequiredDocument, Section, Term};
use proptest::prelude::*;
use region::RegionPack;
use roadmap::plan_paper::{Head, to_docx, to_pdf};

fn pack(code: &str) -> RegionPack {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../regions").join(code);
    region::load(|file| std::fs::read_to_string(folder.join(file)).ok()).unwrap()
}

const HEAD: Head<'_> = Head {
    basis: "распоряжение министерства от 1 февраля 2024 г. № 117",
    day: date(2024, 2, 1),
};

fn read_back(pack: &RegionPack, printed: &Plan) -> Draft {
    let vocabulary = roadmap::import::vocabulary(pack);
    let options = ImportOptions {
        file_name: "план.docx",
        year: None,
        year_start_month: pack.region.year_start_month,
        vocabulary: &vocabulary,
        step_limit: DEFAULT_STEP_LIMIT,
    };
    import(&to_docx(printed, HEAD).unwrap(), &options).unwrap()
}

/// Everything in lines, so that a difference is one line.
fn told(plan: &Plan) -> String {
    let mut text = format!("{:?}\n", plan.meta);
    for section in &plan.sections {
        writeln!(text, "section {:?} {:?}", section.number, section.title).unwrap();
        for measure in &section.measures {
            writeln!(text, "measure {:?} {:?} note {:?}", measure.number, measure.title, measure.note)
                .unwrap();
            writeln!(text, "  {:?} {:?}", own_days(&measure.term), measure.course).unwrap();
            for part in &measure.executors {
                writeln!(text, "  {part:?}").unwrap();
            }
            for part in &measure.items {
                writeln!(text, "  {part:?}").unwrap();
            }
            for part in &measure.documents {
                writeln!(text, "  {part:?}").unwrap();
            }
            writeln!(text, "  {:?}", measure.expected_results).unwrap();
        }
    }
    text
}

/// The stamp of approval is no part of the plan: the user is told of it.
fn only_the_stamp_is_left(draft: &Draft) {
    let left: Vec<String> = draft.unrecognized.iter().map(|one| one.text.replace('\u{a0}', " ")).collect();
    assert_eq!(left, ["УТВЕРЖДЕН", "распоряжением министерства", "от 1 февраля 2024 г. № 117"]);
}

/// A term that follows another measure has that measure's days: what is written beside it is not looked at.
fn own_days(term: &Term) -> Term {
    match term.relative_to_measure {
        Some(_) => Term { from: None, to: None, ..term.clone() },
        None => term.clone(),
    }
}

#[test]
fn the_real_plan_comes_back_as_it_was() {
    for code in ["khabarovsk", "lukomorye"] {
        let pack = pack(code);
        let plan = &pack.roadmap;
        let draft = read_back(&pack, plan);
        assert_eq!(told(&draft.plan), told(plan), "{code}");
        only_the_stamp_is_left(&draft);
        assert!(to_pdf(plan, HEAD).unwrap().starts_with(b"%PDF"));
    }
}

#[test]
fn a_plan_without_a_title_is_printed_too() {
    let plan = Plan { meta: PlanMeta { year: 2078, ..PlanMeta::default() }, sections: Vec::new() };
    assert!(to_pdf(&plan, HEAD).unwrap().starts_with(b"%PDF"));
    assert_eq!(roadmap::plan_paper::paper(&plan, HEAD).title, "План мероприятий на 2078 год");
}

const TERMS: [&str; 14] = [
    "март",
    "февраль-апрель",
    "до 15 мая",
    "10-20 ноября",
    "II квартал",
    "ежеквартально",
    "ежемесячно",
    "в течение года",
    "сентябрь, декабрь",
    "до 25 декабря",
    "постоянно",
    "по отдельному плану",
    "1 полугодие",
    "2 раза в год",
];
const TITLES: [&str; 8] = [
    "Проведение краевого семинара библиотекарей",
    "Мониторинг деятельности библиотек",
    "Разработка методических рекомендаций",
    "Организация работы экспертной группы",
    "Проведение конкурса \"Читающая школа\"",
    "Обновление страниц на сайтах школ (не реже раза в месяц)",
    "Подготовка сборника материалов",
    "Методическое сопровождение педагогов-библиотекарей",
];
/// As plans name papers, and the kinds of the pack that they are.
const DOCUMENTS: [(&str, &str); 6] = [
    ("Информационное письмо министерства", "info_letter"),
    ("Приказ института", "order"),
    ("Программа семинара", "program"),
    ("Аналитическая справка", "analytical_note"),
    ("Протокол заседания", "protocol"),
    ("Положение о конкурсе", "regulation"),
];
const RESULTS: [&str; 4] = [
    "Повышение компетентности библиотекарей",
    "Расширение сети",
    "Охват всех муниципалитетов края",
    "Единые требования к оснащению",
];

/// Some places of a list, in any order.
fn some(of: usize, count: std::ops::RangeInclusive<usize>) -> impl Strategy<Value = Vec<usize>> {
    proptest::sample::subsequence((0..of).collect::<Vec<usize>>(), count).prop_shuffle()
}

/// Title, term, executors, documents, results, items (title, term, whether it has a document of its own).
type Drawn = (usize, usize, Vec<usize>, Vec<usize>, Vec<usize>, Vec<(usize, usize, bool)>);

fn measure() -> impl Strategy<Value = Drawn> {
    let items = proptest::collection::vec((0..TITLES.len(), 0..TERMS.len(), any::<bool>()), 0..4);
    let (documents, results) = (some(DOCUMENTS.len(), 0..=3), some(RESULTS.len(), 0..=2));
    (0..TITLES.len(), 0..TERMS.len(), some(6, 1..=3), documents, results, items)
}

/// A plan such as people approve: what the importer would say about its words is what stands in it.
fn made(pack: &RegionPack, sections: Vec<Vec<Drawn>>) -> Plan {
    let mut number = 0;
    let term = |at: usize| term_of(TERMS[at], 2024, 1).0;
    let bodies: Vec<_> = pack
        .organisations
        .iter()
        .filter(|one| one.kind != region::OrganisationKind::School)
        .take(6)
        .map(|one| (one.code.clone(), one.names.last().unwrap().full.clone()))
        .collect();
    let document = |at: usize, item: Option<String>| {
        let (text, kind) = DOCUMENTS[at % DOCUMENTS.len()];
        RequiredDocument { kind: Some(kind.into()), item, text: text.into() }
    };
    let roman = ["I", "II", "III", "IV"];
    Plan {
        meta: PlanMeta {
            title: "План мероприятий (\"дорожная карта\") развития сети на 2024 год".into(),
            year: 2024,
            year_start_month: None,
        },
        sections: sections
            .into_iter()
            .enumerate()
            .map(|(at, measures)| Section {
                number: roman[at].into(),
                title: format!("Раздел о {}", ["сети", "кадрах", "чтении", "фондах"][at]),
                measures: measures
                    .into_iter()
                    .map(|(title, own_term, executors, documents, results, items)| {
                        number += 1;
                        let item_number = |at: usize| format!("{number}.{}", at + 1);
                        let mut papers: Vec<_> = documents.iter().map(|at| document(*at, None)).collect();
                        for (at, (_, which, has_paper)) in items.iter().enumerate() {
                            papers.extend(has_paper.then(|| document(*which, Some(item_number(at)))));
                        }
                        Measure {
                            number: number.to_string(),
                            title: TITLES[title].into(),
                            term: term(own_term),
                            executors: executors
                                .into_iter()
                                .filter_map(|one| bodies.get(one))
                                .enumerate()
                                .map(|(at, (code, name))| Executor {
                                    org: Some(code.clone()),
                                    role: if at == 0 { ExecutorRole::Lead } else { ExecutorRole::Co },
                                    text: name.clone(),
                                })
                                .collect(),
                            documents: papers,
                            expected_results: results.iter().map(|at| RESULTS[*at].to_owned()).collect(),
                            items: items
                                .iter()
                                .enumerate()
                                .map(|(at, (title, own_term, _))| Item {
                                    number: item_number(at),
                                    title: TITLES[*title].into(),
                                    term: Some(term(*own_term)),
                                })
                                .collect(),
                            ..Measure::default()
                        }
                    })
                    .collect(),
            })
            .collect(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    #[test]
    fn every_plan_comes_back_as_it_was(
        sections in proptest::collection::vec(proptest::collection::vec(measure(), 1..4), 1..4)
    ) {
        let pack = pack("khabarovsk");
        let plan = made(&pack, sections);
        let draft = read_back(&pack, &plan);
        prop_assert_eq!(told(&draft.plan), told(&plan));
        only_the_stamp_is_left(&draft);
    }
}
