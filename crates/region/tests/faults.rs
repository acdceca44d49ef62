//! A broken pack is refused with file and key, in Russian: reading, network, plan.

mod common;

use common::{assert_fault, files};
use region::load;

#[test]
fn a_missing_file_is_named() {
    let original = files("lukomorye");
    let error = load(move |file| if file == "roles.yaml" { None } else { original(file) }).unwrap_err();
    assert_eq!(error.to_string(), "Пакет региона не принят:\n  roles.yaml: файла нет в пакете региона");
}

#[test]
fn misspelt_and_missing_keys_are_named_with_their_line() {
    assert_fault("region.yaml", "name_short:", "name_shrt:", "строка ", "неизвестный ключ «name_shrt»");
    assert_fault(
        "municipalities.yaml",
        "    capital: г. Лукоморск\n",
        "",
        "строка ",
        "нет обязательного ключа «capital»",
    );
    assert_fault("roles.yaml", "  partner:", "  partners:", "строка ", "неизвестное значение «partners»");
    assert_fault(
        "demo/accounts.yaml",
        "role: expert",
        "role: wizard",
        "строка ",
        "неизвестное значение «wizard»",
    );
    assert_fault("region.yaml", "demo_today: 2025-02-14", "demo_today: завтра", "строка ", "");
    assert_fault("region.yaml", "code: lukomorye", "code: [", "строка ", "не читается");
}

#[test]
fn the_region_makes_sense() {
    assert_fault("region.yaml", "Europe/Samara", "Europe/Lukomorsk", "time_zone", "неизвестен");
    assert_fault(
        "region.yaml",
        "year_start_month: 9",
        "year_start_month: 13",
        "year_start_month",
        "от 1 до 12",
    );
    assert_fault("region.yaml", "2025-02-14", "2024-08-31", "demo_today", "вне года плана");
    assert_fault("region.yaml", "name: Лукоморский край", "name: ' '", "name", "пустое значение");
    assert_fault("region.yaml", "institute: AKADEMIA", "institute: DEPOBR", "bodies.institute", "DEPOBR");
}

#[test]
fn codes_and_cells_are_unique() {
    assert_fault(
        "municipalities.yaml",
        "code: dubovy",
        "code: lukomorsk",
        "municipalities[lukomorsk]",
        "дважды",
    );
    assert_fault(
        "municipalities.yaml",
        "{col: 1, row: 0}",
        "{col: 0, row: 0}",
        "municipalities[buyansky].hex",
        "занята",
    );
    assert_fault(
        "municipalities.yaml",
        "{col: 1, row: 0}",
        "{col: 5, row: 5}",
        "municipalities[buyansky].hex",
        "не соединена",
    );
    assert_fault("organisations.yaml", "code: SKAZKA", "code: DEPOBR", "organisations[DEPOBR]", "дважды");
    assert_fault("document-kinds.yaml", "code: note", "code: letter", "document_kinds[letter]", "дважды");
    assert_fault("demo/accounts.yaml", "login: expert", "login: partner", "accounts[partner]", "дважды");
    assert_fault("demo/evidence.yaml", "key: m1-note", "key: m1-letter", "evidence[m1-letter]", "дважды");
    assert_fault("roadmap/roadmap-2024.yaml", "- number: 7", "- number: 6", "measures[6]", "дважды");
    assert_fault(
        "organisations.yaml",
        "code: SKAZKA",
        "code: Сказка",
        "organisations[Сказка].code",
        "латинскими",
    );
}

#[test]
fn names_cover_all_time_and_fit_the_map() {
    assert_fault(
        "municipalities.yaml",
        "valid_from: 2025-01-01",
        "valid_from: 2025-01-03",
        "municipalities[dubovy].names",
        "следующий день",
    );
    assert_fault(
        "municipalities.yaml",
        "map_label: Лукоморск",
        "map_label: Город Лукоморск",
        "municipalities[lukomorsk].names[0].map_label",
        "длиннее 11",
    );
    assert_fault(
        "municipalities.yaml",
        "short: Буянский район",
        "short: ''",
        "municipalities[buyansky].names[0].short",
        "пустое",
    );
    assert_fault(
        "municipalities.yaml",
        "'99701000'",
        "'9970100'",
        "municipalities[lukomorsk].oktmo",
        "восемь цифр",
    );
    assert_fault(
        "municipalities.yaml",
        "lat: 53.2",
        "lat: 153.2",
        "municipalities[lukomorsk].centre",
        "координаты",
    );
    assert_fault(
        "organisations.yaml",
        "valid_to: 2024-12-31",
        "valid_to: 2025-01-01",
        "organisations[UO-DUBOVY].names",
        "следующий день",
    );
}

#[test]
fn organisations_refer_to_what_exists() {
    assert_fault(
        "organisations.yaml",
        "municipality: buyansky",
        "municipality: buyan",
        "organisations[UO-BUYANSKY].municipality",
        "нет муниципалитета «buyan»",
    );
    assert_fault(
        "organisations.yaml",
        "    municipality: lukomorsk\n    parent",
        "    parent",
        "organisations[MC-LUKOMORSK].municipality",
        "нужен муниципалитет",
    );
    assert_fault(
        "organisations.yaml",
        "parent: UO-LUKOMORSK",
        "parent: UO",
        "organisations[MC-LUKOMORSK].parent",
        "нет организации «UO»",
    );
    assert_fault(
        "organisations.yaml",
        "parent: UO-LUKOMORSK",
        "parent: MC-LUKOMORSK",
        "organisations[MC-LUKOMORSK].parent",
        "сама себе",
    );
    assert_fault(
        "organisations.yaml",
        "    stands_for: [school]\n",
        "",
        "organisations[SCHOOLS].stands_for",
        "группы",
    );
    assert_fault(
        "organisations.yaml",
        "[Книгохран, КБИЦ]",
        "[Депобр]",
        "organisations[KNIGOHRAN].aliases",
        "«депобр» уже относится",
    );
    assert_fault(
        "document-kinds.yaml",
        "authors: [DEPOBR]",
        "authors: [GORONO]",
        "document_kinds[letter].authors",
        "нет организации «GORONO»",
    );
    assert_fault(
        "document-kinds.yaml",
        "[письмо,",
        "[Письмо,",
        "document_kinds[letter].keywords",
        "строчными",
    );
}

#[test]
fn the_plan_speaks_the_pack_s_language() {
    assert_fault(
        "roadmap/roadmap-2024.yaml",
        "org: SKAZKA",
        "org: MUZEJ",
        "measures[5].executors",
        "нет организации «MUZEJ»",
    );
    assert_fault(
        "roadmap/roadmap-2024.yaml",
        "kind: decree, item: '2.3'",
        "kind: decree, item: '2.9'",
        "measures[2].documents",
        "нет подпункта «2.9»",
    );
    assert_fault(
        "roadmap/roadmap-2024.yaml",
        "kind: minutes",
        "kind: protocol",
        "measures[3].documents",
        "нет вида документа «protocol»",
    );
    assert_fault(
        "roadmap/roadmap-2024.yaml",
        "relative_to_measure: 5",
        "relative_to_measure: 15",
        "measures[6].term",
        "нет мероприятия «15»",
    );
    assert_fault(
        "roadmap/roadmap-2024.yaml",
        "from: 2025-02-10, to: 2025-02-20",
        "from: 2025-02-21, to: 2025-02-20",
        "measures[5].term",
        "позже конца",
    );
    assert_fault(
        "roadmap/roadmap-2024.yaml",
        "to: 2025-05-31}\n        executors",
        "to: 2025-09-01}\n        executors",
        "measures[2].term",
        "вне года плана",
    );
    assert_fault("roadmap/roadmap-2024.yaml", "year: 2024", "year: 2025", "meta.year", "не совпадает");
}

#[test]
fn all_faults_are_told_at_once() {
    let original = files("lukomorye");
    let error = load(move |file| {
        let text = original(file)?;
        Some(text.replace("Europe/Samara", "Nowhere").replace("org: SKAZKA", "org: MUZEJ"))
    })
    .unwrap_err();
    let files: Vec<_> = error.problems.iter().map(|problem| problem.file.as_str()).collect();
    assert_eq!(files, ["region.yaml", "roadmap/roadmap-2024.yaml"]);
}

#[test]
fn consents_are_texts_that_can_be_agreed_to() {
    let file = "personal-data.yaml";
    assert_fault(file, "retention_years: 5", "retention_years: 0", "retention_years", "от 1 до 75");
    assert_fault(file, "erasure_days: 20", "erasure_days: 365", "erasure_days", "от 1 до 90");
    assert_fault(
        file,
        "{subject}, свободно",
        "{кто}, свободно",
        "consents[processing 1]",
        "неизвестное место",
    );
    assert_fault(
        file,
        "ребёнка {child}, разрешаю",
        "ребёнка, разрешаю",
        "consents[child_photo 1]",
        "{child}",
    );
    assert_fault(file, "version: \"2\"", "version: \"1\"", "consents[distribution 1]", "уже есть");
    assert_fault(file, "valid_from: 2024-08-01", "valid_from: 2025-08-01", "consents", "«processing»");
    assert_fault(
        "demo/people.yaml",
        "login: school-1,",
        "login: nobody,",
        "people[nobody]",
        "нет учётной записи",
    );
    assert_fault(
        "demo/people.yaml",
        "{kind: distribution, given_on: 2024-08-02}",
        "{kind: distribution, given_on: 2024-08-02, withdrawn_on: 2024-08-01}",
        "people[institute]",
        "отозвано раньше",
    );
    assert_fault(
        "demo/people.yaml",
        "given_on: 2024-09-10",
        "given_on: 2024-07-10",
        "child_consents",
        "ещё не было",
    );
}

#[test]
fn statuses_are_named_and_change_for_schools_only() {
    assert_fault("statuses.yaml", "directive_kind: decree", "directive_kind: ukaz", "directive_kind", "ukaz");
    assert_fault("statuses.yaml", "short: МОБ", "short: ' '", "statuses.municipal_centre.short", "пустое");
    assert_fault("statuses.yaml", "  centre:", "  centres:", "строка ", "неизвестное значение «centres»");
    let file = "demo/statuses.yaml";
    assert_fault(file, "[L9002, L9004, L9005]", "[L9002, SKAZKA]", "directives[0].annex[0]", "не школа");
    assert_fault(file, ", until: 2027-08-31", "", "directives[1].annex[0].until", "срок");
    assert_fault(
        file,
        "from: 2024-09-01, until",
        "from: 2024-08-01, until",
        "directives[1].annex[0].from",
        "раньше",
    );
    assert_fault(file, "centre: L9004", "centre: L9999", "areas[1].centre", "нет организации");
}

#[test]
fn what_a_card_tells_is_checked() {
    let card = "    card: {inn: '7707083894'}\n    aliases: [Депобр, Департамент образования]\n";
    assert_fault(
        "organisations.yaml",
        "    aliases: [Депобр, Департамент образования]\n",
        card,
        "organisations[DEPOBR].card.inn",
        "не сходится",
    );
}

#[test]
fn the_case_of_documents_can_be_counted_and_made() {
    let kit = |from, to, key, told| assert_fault("kit/kit.yaml", from, to, key, told);
    kit(
        "template: rules",
        "template: absent",
        "versions[2024-01-01].documents[rules].template",
        "нет файла kit/absent.yaml",
    );
    kit("months: 24", "months: 0", "versions[2024-01-01].documents[rules].validity", "от 1 до 1200");
    kit(
        "{month: 5, day: 31",
        "{month: 2, day: 31",
        "versions[2024-09-01].documents[plan].validity",
        "что-то одно",
    );
    kit(
        "document_kind: letter",
        "document_kind: sonnet",
        "versions[2024-01-01].document_kind",
        "нет вида документа «sonnet»",
    );
    kit("code: rules", "code: charter", "documents[charter]", "дважды");
    kit("since: 2024-09-01", "since: 2023-09-01", "versions", "от старой к новой");
    kit(
        "{centre: must, municipal_centre: must}",
        "{}",
        "versions[2024-01-01].documents[charter].levels",
        "не сказано",
    );
    kit("{centre: must", "{castle: must", "строка ", "");
    assert_fault("demo/kits.yaml", "[rules]", "[novel]", "documents", "нет документа «novel»");
    assert_fault("demo/kits.yaml", "by: school-2", "by: nobody", "by", "нет логина «nobody»");
}
