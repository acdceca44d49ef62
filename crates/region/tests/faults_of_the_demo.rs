//! A broken demo is refused with file and key, in Russian.

mod common;

use common::assert_fault;

#[test]
fn accounts_can_be_what_they_claim() {
    assert_fault("demo/accounts.yaml", "uchenyj-kot-chitaet", "kot", "password", "короче 12");
    assert_fault(
        "demo/accounts.yaml",
        "organisation: SKAZKA",
        "organisation: KOT",
        "accounts[partner].organisation",
        "нет организации «KOT»",
    );
    assert_fault(
        "demo/accounts.yaml",
        "organisation: SKAZKA",
        "organisation: DEPOBR",
        "accounts[partner].role",
        "не бывает",
    );
    assert_fault(
        "demo/accounts.yaml",
        "until: 2024-12-27",
        "until: 2024-07-31",
        "accounts[school-4].until",
        "раньше",
    );
    assert_fault("demo/accounts.yaml", "state: ended", "state: active", "accounts[school-4].until", "ended");
    assert_fault(
        "demo/accounts.yaml",
        "role: partner, since",
        "role: partner, state: suspended, since",
        "accounts",
        "нет действующей записи с ролью partner",
    );
}

#[test]
fn evidence_could_really_have_been_recorded() {
    let file = "demo/evidence.yaml";
    assert_fault(file, "measure: '7'", "measure: '8'", "evidence[m7-oct].measure", "нет мероприятия «8»");
    assert_fault(file, "item: '2.2'", "item: '2.7'", "evidence[m2-2].item", "нет подпункта «2.7»");
    assert_fault(file, "kind: materials", "kind: book", "evidence[m7-oct].kind", "нет вида документа «book»");
    assert_fault(
        file,
        "measure: '4', slot: 1, ",
        "measure: '4', ",
        "evidence[m4-sep].slot",
        "срок повторяется",
    );
    assert_fault(file, "slot: 4", "slot: 13", "evidence[m4-dec].slot", "сроков 12");
    assert_fault(
        file,
        "issued_by: KNIGOHRAN",
        "issued_by: KNIGA",
        "evidence[m4-sep].issued_by",
        "нет организации «KNIGA»",
    );
    assert_fault(
        file,
        "recorded_by: rribc",
        "recorded_by: nobody",
        "evidence[m4-sep].recorded_by",
        "нет учётной записи «nobody»",
    );
    assert_fault(
        file,
        "recorded_by: rribc",
        "recorded_by: school-3",
        "evidence[m4-sep].recorded_by",
        "не действовала",
    );
    assert_fault(
        file,
        "2025-02-13T10:00",
        "2025-02-15T10:00",
        "evidence[m3-q2].recorded_by",
        "позже дня демонстрации",
    );
    assert_fault(
        file,
        "date: 2024-09-05",
        "date: 2024-09-06",
        "evidence[m1-letter].date",
        "раньше, чем издан",
    );
    assert_fault(
        file,
        "recorded_by: ministry-2",
        "recorded_by: ministry",
        "evidence[m1-letter].decision",
        "принимает не тот",
    );
    assert_fault(
        file,
        "at: 2024-09-06T10:00",
        "at: 2024-09-05T10:00",
        "evidence[m1-letter].decision",
        "раньше внесения",
    );
    assert_fault(
        file,
        "recorded_at: 2024-09-20T11:00",
        "recorded_at: 2024-09-20T11:00, corrects: m7",
        "evidence[m2-1-first].corrects",
        "нет более ранней",
    );
    assert_fault(file, "number: '77', ", "", "evidence[m1-letter].number", "номер документа или ссылка");
    assert_fault(
        file,
        "recorded_at: 2024-10-04T11:00",
        "recorded_at: 2024-10-04T11:00, stamp: yes",
        "строка ",
        "stamp",
    );
}

#[test]
fn life_around_the_plan_refers_to_it() {
    let file = "demo/life.yaml";
    assert_fault(
        file,
        "measure: '5', by: school-1",
        "measure: '50', by: school-1",
        "comments[0].measure",
        "нет мероприятия «50»",
    );
    assert_fault(file, "slot: 5", "slot: 15", "not_carried_out[0].slot", "сроков 12");
    assert_fault(file, "kind: materials", "kind: book", "requirement_changes[0].kind", "нет вида документа");
    assert_fault(
        file,
        "    note: План утверждён департаментом.\n",
        "    note: ''\n",
        "plan_versions[0].note",
        "пустое",
    );
    assert_fault(
        file,
        "from: 2025-01-20",
        "from: 2025-02-20",
        "plan_versions[1].changes[0].before.term",
        "позже конца",
    );
    assert_fault(
        file,
        "date: 2024-10-10",
        "date: 2024-10-12",
        "plan_versions[1].basis.date",
        "раньше, чем издан",
    );
    assert_fault(
        file,
        "by: ministry, at: 2024-10-14",
        "by: tsar, at: 2024-10-14",
        "publication.by",
        "«tsar»",
    );
}

#[test]
fn schools_can_be_told_apart() {
    assert_fault(
        "demo/schools.yaml",
        "short: Школа № {number}",
        "short: Школа",
        "kinds[school].short",
        "{number}",
    );
    assert_fault(
        "demo/schools.yaml",
        "schools: {school: 3}",
        "schools: {lyceum: 4}",
        "places[0].schools",
        "нет вида школы «lyceum»",
    );
}
