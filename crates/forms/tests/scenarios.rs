//! Forms filled in: relevance, repeats, defaults, triggers, choices, checks.

mod common;

use common::{Scenario, computed, scenario};

#[test]
fn relevance_reaches_what_is_inside_and_what_reads_it() {
    let mut form = scenario(
        "survey | type        | name  | label | relevant     | calculation
                | integer     | age   | A     |              |
                | begin_group | adult | B     | ${age} >= 18 |
                | text        | job   | C     |              |
                | end_group   |       |       |              |
                | calculate   | shown |       |              | if(${job} = '', 'none', ${job})",
    );
    assert!(!form.relevant("adult/job"));
    form.answer("age", "30").answer("adult/job", "cook");
    assert_eq!((form.relevant("adult/job"), form.value("shown").as_str()), (true, "cook"));
    form.answer("age", "10");
    assert_eq!((form.relevant("adult/job"), form.value("shown").as_str()), (false, "none"));
    form.answer("age", "20");
    assert_eq!(form.value("shown"), "cook");
}

#[test]
fn a_repeat_is_counted_by_a_question_and_sums_outside_follow() {
    let mut form = scenario(
        "survey | type         | name  | label | repeat_count | calculation
                | integer      | n     | N     |              |
                | begin_repeat | child | C     | ${n}         |
                | integer      | age   | A     |              |
                | calculate    | next  |       |              | ${age} + 1
                | calculate    | at    |       |              | position(..)
                | end_repeat   |       |       |              |
                | calculate    | total |       |              | sum(${age})
                | calculate    | count |       |              | count(${child})",
    );
    assert_eq!((form.value("count"), form.has("child[1]")), ("0".to_owned(), false));
    form.answer("n", "3").answer("child[1]/age", "5").answer("child[2]/age", "7").answer("child[3]/age", "1");
    assert_eq!(form.value("total"), "13");
    assert_eq!((form.value("child[2]/next"), form.value("child[3]/at")), ("8".to_owned(), "3".to_owned()));
    form.answer("n", "2");
    assert_eq!((form.value("total"), form.value("count")), ("12".to_owned(), "2".to_owned()));
}

#[test]
fn nested_repeats_see_their_own_instances() {
    let mut form = scenario(
        "survey | type         | name  | label | calculation
                | begin_repeat | house | H     |
                | text         | street| S     |
                | begin_repeat | room  | R     |
                | integer      | area  | A     |
                | calculate    | sign  |       | concat(${street}, '-', ${area}, '-', position(..))
                | end_repeat   |       |       |
                | calculate    | sum   |       | sum(${area})
                | end_repeat   |       |       |
                | calculate    | all   |       | sum(${area})",
    );
    form.add("house").add("house[2]/room");
    form.answer("house[1]/street", "Lenina").answer("house[1]/room/area", "10");
    form.answer("house[2]/street", "Pushkina")
        .answer("house[2]/room[1]/area", "3")
        .answer("house[2]/room[2]/area", "4");
    assert_eq!(form.value("house[2]/room[2]/sign"), "Pushkina-4-2");
    assert_eq!((form.value("house[1]/sum"), form.value("house[2]/sum")), ("10".to_owned(), "7".to_owned()));
    assert_eq!(form.value("all"), "17");
    form.remove("house", 1);
    assert_eq!(
        (form.value("all"), form.value("house[1]/room[1]/sign")),
        ("7".to_owned(), "Pushkina-3-1".to_owned())
    );
}

#[test]
fn instances_are_found_by_number_and_by_condition() {
    let mut form = scenario(
        "survey | type         | name   | label | calculation
                | begin_repeat | person | P     |
                | text         | name   | N     |
                | integer      | age    | A     |
                | calculate    | before |       | indexed-repeat(${name}, ${person}, position(..) - 1)
                | calculate    | running|       | ${age} + coalesce(/data/person[position() = position(current()/..) - 1]/running, 0)
                | end_repeat   |        |       |
                | calculate    | second |       | indexed-repeat(${name}, ${person}, 2)
                | calculate    | olds   |       | join(',', /data/person[age > 30]/name)
                | calculate    | oldest |       | max(${age})",
    );
    form.add("person").add("person");
    for (index, (name, age)) in [("Ann", "20"), ("Bob", "40"), ("Cid", "50")].into_iter().enumerate() {
        form.answer(&format!("person[{}]/name", index + 1), name)
            .answer(&format!("person[{}]/age", index + 1), age);
    }
    assert_eq!(form.value("second"), "Bob");
    assert_eq!(form.value("olds"), "Bob,Cid");
    assert_eq!(form.value("oldest"), "50");
    assert_eq!(
        (form.value("person[1]/before"), form.value("person[3]/before")),
        (String::new(), "Bob".to_owned())
    );
    assert_eq!(form.value("person[3]/running"), "110");
}

#[test]
fn first_values_are_set_once_and_in_every_new_instance() {
    let mut form = scenario(
        "survey | type         | name  | label | default
                | text         | plain | P     | Anna
                | date         | day   | D     | today()
                | text         | twice | T     | concat(${plain}, ${plain})
                | begin_repeat | visit | V     |
                | date         | when  | W     | ${day} + 1
                | end_repeat   |       |       |",
    );
    assert_eq!(
        (form.value("plain"), form.value("day"), form.value("twice")),
        ("Anna".into(), "2024-10-15".into(), "AnnaAnna".into())
    );
    form.answer("plain", "Oleg").answer("day", "2024-01-01").add("visit");
    assert_eq!(form.value("twice"), "AnnaAnna");
    assert_eq!((form.value("visit[1]/when"), form.value("visit[2]/when")), ("20012".into(), "19724".into()));
}

#[test]
fn triggers_compute_when_their_question_changes() {
    let mut form = scenario(
        "survey | type    | name | label | trigger | calculation
                | integer | a    | A     |         |
                | integer | b    | B     |         |
                | text    | note | N     | ${a}    | concat('a=', ${a}, ' b=', ${b})",
    );
    form.answer("b", "2");
    assert_eq!(form.value("note"), "");
    form.answer("a", "1");
    assert_eq!(form.value("note"), "a=1 b=2");
    form.answer("note", "by hand").answer("b", "3");
    assert_eq!(form.value("note"), "by hand");
}

#[test]
fn choices_are_filtered_shuffled_and_named() {
    let text = "survey | type              | name | label | choice_filter   | parameters              | calculation
                       | select_one region | reg  | R     |                 |                         |
                       | select_one town   | town | T     | region = ${reg} |                         |
                       | select_one town   | any  | Y     |                 | randomize=true seed=42  |
                       | calculate         | name |       |                 |                         | jr:choice-name(${town}, '${town}')
                       | calculate         | pop  |       |                 |                         | instance('town')/root/item[name = ${town}]/people
                choices| list_name | name | label      | region | people
                       | region    | dv   | Дальний    |        |
                       | region    | zb   | Забайкалье |        |
                       | town      | khv  | Хабаровск  | dv     | 610
                       | town      | vlad | Владивосток| dv     | 600
                       | town      | cht  | Чита       | zb     | 330";
    let mut form = scenario(text);
    form.answer("reg", "dv");
    assert_eq!(form.choices("town"), "khv vlad");
    form.answer("town", "vlad");
    assert_eq!((form.value("name"), form.value("pop")), ("Владивосток".to_owned(), "600".to_owned()));
    form.answer("reg", "zb");
    assert_eq!((form.choices("town"), form.errors()), ("cht".to_owned(), vec!["choice town".to_owned()]));
    let shuffled = form.choices("any");
    assert_eq!(shuffled, scenario(text).choices("any"));
    assert_eq!(shuffled.len(), "khv vlad cht".len());
}

#[test]
fn answers_of_a_repeat_are_choices_elsewhere() {
    let mut form = scenario(
        "survey | type             | name | label
                | begin_repeat     | kid  | K
                | text             | who  | W
                | end_repeat       |      |
                | select_one ${who}| best | B",
    );
    form.add("kid").add("kid").answer("kid[1]/who", "Ann").answer("kid[3]/who", "Bob");
    assert_eq!(form.choices("best"), "Ann Bob");
}

#[test]
fn required_constraint_type_and_choice_are_told_apart() {
    let mut form = scenario(
        "survey  | type             | name | label | required | required_message | constraint       | constraint_message
                 | integer          | a    | A     | yes      | Скажите          | . > 0 and . < 10 | Не больше ${max}, а у вас ${a}
                 | integer          | max  | M     |          |                  |                  |
                 | select_multiple l| s    | S     | ${a} = 5 |                  |                  |
                 | date             | d    | D     |          |                  | . <= today()     |
         choices | list_name | name | label
                 | l         | x    | X
                 | l         | y    | Y",
    );
    assert_eq!(form.report().errors[0].message, "Скажите");
    form.answer("max", "9").answer("a", "12");
    assert_eq!(form.report().errors[0].message, "Не больше 9, а у вас 12");
    form.answer("a", "5");
    assert_eq!(form.errors(), ["required s"]);
    form.answer("s", "x z").answer("d", "2024-10-16");
    assert_eq!(form.errors(), ["choice s", "constraint d"]);
    form.answer("s", "x y").answer("d", "2024-02-30");
    assert_eq!(form.errors(), ["type d"]);
    form.answer("d", "2024-10-15");
    assert!(form.report().valid);
}

#[test]
fn once_keeps_what_it_computed_first() {
    let mut form = scenario(
        "survey | type      | name | label | calculation
                | text      | a    | A     |
                | calculate | c    |       | once(${a})
                | calculate | r    |       | once(random())",
    );
    let first = form.value("r");
    form.answer("a", "one").answer("a", "two");
    assert_eq!((form.value("c"), form.value("r")), ("one".to_owned(), first));
}

#[test]
fn the_form_knows_who_when_and_which() {
    let mut inputs = common::inputs();
    inputs.properties.insert("username".to_owned(), "ivanova".to_owned());
    let form = common::scenario_with(
        "survey | type     | name | label
                | start    | s    |
                | today    | t    |
                | username | u    |
                | note     | hi   | Здравствуйте, ${u}",
        inputs,
    );
    assert_eq!(form.value("s"), "2024-10-15T12:00:00.000+10:00");
    assert_eq!((form.value("t"), form.value("u")), ("2024-10-15".to_owned(), "ivanova".to_owned()));
    assert!(form.value("meta/instanceID").starts_with("uuid:"));
    assert_eq!(form.session.label("/data/hi").as_deref(), Some("Здравствуйте, ivanova"));
}

#[test]
fn circles_are_told_with_their_way() {
    let form = common::form(
        "survey | type      | name | label | calculation | relevant
                | calculate | a    |       | ${b} + 1    |
                | calculate | b    |       | ${c} + 1    |
                | calculate | c    |       | ${a} + 1    |
                | integer   | d    | D     |             | ${d} > 1",
    );
    let told: Vec<&str> = form
        .problems
        .iter()
        .filter(|one| one.code == "formula.cycle")
        .map(|one| one.message.as_str())
        .collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].contains("a → b → c → a"), "{told:?}");
}

#[test]
fn functions_of_texts() {
    for (formula, expected) in [
        ("concat('a', ${a}, 1 + 1)", "a52"),
        ("substr('hello', 1, 3)", "el"),
        ("substr('hello', -2)", "lo"),
        ("substring('12345', 2, 3)", "234"),
        ("substring('12345', 1.5, 2.6)", "234"),
        ("substring-before('a-b', '-')", "a"),
        ("substring-after('a-b', '-')", "b"),
        ("translate('bar', 'abc', 'AB')", "BAr"),
        ("normalize-space('  a   b ')", "a b"),
        ("string-length('привет')", "6"),
        ("upper-case('тест')", "ТЕСТ"),
        ("regex('12-34', '[0-9]{2}-[0-9]{2}')", "true"),
        ("regex('a12-34', '[0-9]{2}-[0-9]{2}')", "false"),
        ("contains('abc', 'bc')", "true"),
        ("starts-with('abc', 'ab') and ends-with('abc', 'bc')", "true"),
        ("join('; ', 'a', 'b')", "a; b"),
        ("coalesce('', ${a})", "5"),
        ("selected(${b}, 'y')", "true"),
        ("selected-at(${b}, 1)", "y"),
        ("count-selected(${b})", "3"),
        ("if(${a} > 4, 'yes', 'no')", "yes"),
        ("digest('abc', 'SHA-1', 'hex')", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        ("digest('abc', 'MD5')", "kAFQmDzST7DWlj99KOF/cg=="),
        ("base64-decode('0L/RgNC40LLQtdGC')", "привет"),
        ("boolean-from-string('1')", "true"),
        ("checklist(1, 2, ${a} = 5, false(), true())", "true"),
        ("weighted-checklist(3, 5, true(), 2, ${a} = 5, 2, false(), 9)", "true"),
        ("count(/data/a | /data/b)", "2"),
        ("not(${a} = 5 or ${b} = '')", "false"),
        ("string-length(uuid())", "36"),
        ("'a' < 'b'", "false"),
    ] {
        assert_eq!(computed(formula), expected, "{formula}");
    }
}

#[test]
fn functions_of_numbers_and_days() {
    for (formula, expected) in [
        ("1 + 2 * 3 - 4 div 2", "5"),
        ("7 mod 3", "1"),
        ("-7 mod 3", "-1"),
        ("round(2.5)", "3"),
        ("round(-2.5)", "-2"),
        ("round(33.2098, 1)", "33.2"),
        ("int(-2.9)", "-2"),
        ("pow(2, 10)", "1024"),
        ("abs(-1.5)", "1.5"),
        ("1 div 0", ""),
        ("number('abc')", ""),
        ("0.1 + 0.2", "0.30000000000000004"),
        ("max(1, 5, 3)", "5"),
        ("floor(2.7) + ceiling(2.1)", "5"),
        ("today()", "2024-10-15"),
        ("now()", "2024-10-15T12:00:00.000+10:00"),
        ("date(today() + 7)", "2024-10-22"),
        ("date('2024-02-28') + 2", "19783"),
        ("format-date(today(), '%d.%m.%Y')", "15.10.2024"),
        ("format-date-time(now(), '%H:%M %e %b')", "12:00 15 Oct"),
        ("decimal-date-time('1970-01-02T10:00:00+10:00')", "1.4166666666666667"),
        ("decimal-time('06:00:00')", "0.25"),
        ("int((today() - date('1984-10-15')) div 365.25)", "40"),
        ("date('2024-01-01') < date('2024-01-02')", "true"),
        ("age_days('2024-10-01')", "14"),
        ("difference-in-months('2024-01-31', '2024-03-01')", "1"),
        ("distance('0 0; 0 1') > 111000", "true"),
        ("round(area('0 0;0 1;1 1;1 0') div 1000000, -2)", "12400"),
        ("geofence('0.5 0.5', '0 0;0 1;1 1;1 0')", "true"),
        ("round(sin(pi() div 2) + sqrt(16) + exp(0) + log10(100), 3)", "8"),
    ] {
        assert_eq!(computed(formula), expected, "{formula}");
    }
}

#[test]
fn what_beyond_xlsform_is() {
    let text = "survey | type                | name | label | constraint | warning | warning_message | warning_explanation | calculation
                       | integer             | pupils | P   | | abs(. - prev(${pupils})) <= 0.3 * prev(${pupils}) or prev(${pupils}) = '' | Было ${last}, стало ${pupils} | |
                       | calculate           | last  |      | |          |                 |                     | prev(${pupils})
                       | calculate           | known |      | |          |                 |                     | profile('students')
                       | select_multiple docs| docs  | D    | | count_mandatory(.) = 2 | Нет обязательных | no |
                choices| list_name | name | label | mandatory
                       | docs      | a    | A     | yes
                       | docs      | b    | B     | yes
                       | docs      | c    | C     |";
    let form = common::form(text);
    let model = std::sync::Arc::new(forms::engine::Model::new(&form, &mut forms::Problems::default()));
    let mut inputs = common::inputs();
    inputs.profile.insert("students".to_owned(), "305".to_owned());
    let previous = serde_json::json!({ "pupils": 100 });
    let record = forms::engine::Record { previous: Some(&previous), ..forms::engine::Record::default() };
    let (session, _) = forms::engine::Session::with_answers(model, inputs, &record);
    let mut form = Scenario { session };
    assert_eq!((form.value("last"), form.value("known")), ("100".to_owned(), "305".to_owned()));
    form.answer("pupils", "150").answer("docs", "a c");
    assert_eq!(form.warnings(), ["Было 100, стало 150", "Нет обязательных"]);
    assert!(!form.report().valid);
    form.session.explain("/data/pupils", "Открыли новый корпус").expect("a question");
    assert!(form.report().valid);
    form.answer("pupils", "120").answer("docs", "b a");
    assert_eq!(form.warnings(), Vec::<String>::new());
}
