//! Forms as phones have them, and what of a form browsers and phones do not do.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use forms::engine::{Model, Record, Session};
use forms::{Form, Problems, Where, to_xform};

fn regional(name: &str) -> Form {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../regions/khabarovsk/forms/{name}.xlsx"));
    Form::read(&std::fs::read(path).expect("a workbook"), name).unwrap_or_else(|refusal| panic!("{refusal}"))
}

/// Attributes of binds, actions and item sets, which are all that JavaRosa computes.
fn formulas(xform: &str) -> String {
    let keep = ["calculate=", "constraint=", "relevant=", "required=", "readonly=", "value=", "nodeset="];
    xform.split('<').filter(|tag| keep.iter().any(|name| tag.contains(name))).collect()
}

#[test]
fn no_function_that_phones_do_not_know_is_in_the_shipped_questionnaires() {
    for name in ["monitoring-school-libraries", "difficulties-librarian"] {
        let form = regional(name);
        let before = formulas(&to_xform(&form).expect("an XForm"));
        let phone = form.for_phone(&BTreeMap::new());
        let after = formulas(&to_xform(&phone.form).expect("an XForm"));
        let foreign = ["prev(", "profile(", "age_days(", "count_mandatory("];
        assert!(foreign.iter().any(|call| before.contains(call)), "{name}: the test looks at something");
        for call in foreign {
            assert!(!after.contains(call), "{name}: {call}");
        }
    }
}

#[test]
fn an_age_is_said_as_phones_say_it() {
    let phone = regional("monitoring-school-libraries").for_phone(&BTreeMap::new());
    let xform = to_xform(&phone.form).expect("an XForm");
    assert!(
        xform.contains("constraint=\"(decimal-date-time(today()) - decimal-date-time(.)) &gt;= 0\""),
        "{xform}"
    );
    assert!(phone.limitations.iter().all(|one| one.code != "limit.function"), "{:?}", phone.limitations);
}

#[test]
fn what_the_server_knows_stands_in_the_form() {
    let form = regional("difficulties-librarian");
    let model = Arc::new(Model::new(&form, &mut Problems::default()));
    let mut inputs = common::inputs();
    inputs.profile.insert("status".to_owned(), "base".to_owned());
    let (session, _) = Session::with_answers(model, inputs, &Record::default());
    let given = session.values_for_phone();
    assert_eq!(given, BTreeMap::from([("profile('status')".to_owned(), "base".to_owned())]));
    let phone = form.for_phone(&given);
    assert!(to_xform(&phone.form).expect("an XForm").contains("calculate=\"'base'\""));
    assert!(phone.limitations.is_empty(), "{:?}", phone.limitations);
}

fn told(form: &Form, given: &[(&str, &str)]) -> Vec<String> {
    let given = given.iter().map(|(call, value)| ((*call).to_owned(), (*value).to_owned())).collect();
    let told = form.for_phone(&given).limitations;
    told.iter()
        .map(|one| format!("{}{}: {}", one.place.column, one.place.row.unwrap_or(0), one.what))
        .collect()
}

const ASKING: &str = "survey | type      | name | label | calculation                         | constraint        | relevant | choice_filter
    | calculate | st   |       | profile('st')                       |                   |          |
    | calculate | twice|       | concat(${st}, upper-case('a'), 'b') |                   |          |
    | integer   | a    | A     |                                     | . > prev(${a})    |          |
    | text      | b    | B     | coalesce(${a}, ${st}, 'it''s', 3)   |                   | ${st} = 'x' |
    | select_one l | c | C     |                                     |                   |          | name != ${twice}
 choices | list_name | name | label
    | l | x | X";

#[test]
fn what_phones_cannot_do_is_left_out_and_told_with_what_depends_on_it() {
    let form = common::form(&ASKING.replace("'it''s'", "\"it's\""));
    insta::assert_snapshot!(told(&form, &[]).join("\n"));
    let xform = to_xform(&form.for_phone(&BTreeMap::new()).form).expect("an XForm");
    assert!(
        !xform.contains("profile(") && !xform.contains("prev(") && !xform.contains("upper-case("),
        "{xform}"
    );
}

#[test]
fn what_is_given_takes_its_dependants_back() {
    let form = common::form(&ASKING.replace("'it''s'", "\"it's\""));
    let given = [("profile('st')", "it's \"x\""), ("prev(${a})", "7"), ("upper-case('a')", "A")];
    assert_eq!(told(&form, &given), Vec::<String>::new());
    let given = given.iter().map(|(call, value)| ((*call).to_owned(), (*value).to_owned())).collect();
    let xform = to_xform(&form.for_phone(&given).form).expect("an XForm");
    assert!(xform.contains("concat('it', &quot;'&quot;, 's &quot;x&quot;')"), "{xform}");
    assert!(xform.contains(". &gt; 7"), "{xform}");
    assert!(xform.contains("coalesce( /data/a , coalesce("), "{xform}");
}

#[test]
fn mandatory_choices_are_counted_one_by_one() {
    let form = common::form(
        "survey | type               | name | label | constraint
                | select_multiple l  | a    | A     | count_mandatory(${a}) = 2
         choices| list_name | name | label | mandatory
                | l         | x    | X     | yes
                | l         | y    | Y     |
                | l         | z    | Z     | yes",
    );
    let xform = to_xform(&form.for_phone(&BTreeMap::new()).form).expect("an XForm");
    assert!(
        xform.contains("(if(selected( /data/a , 'x'), 1, 0) + if(selected( /data/a , 'z'), 1, 0)) = 2"),
        "{xform}"
    );
}

#[test]
fn calls_nested_beyond_reason_end() {
    let formula = format!("{}1{}", "abs(".repeat(5_000), ")".repeat(5_000));
    let form = common::form(&format!(
        "survey | type      | name | label | calculation
                | calculate | a    |       | {formula}
                | text      | b    | B     |"
    ));
    assert!(form.for_phone(&BTreeMap::new()).limitations.is_empty());
}

const UNSUPPORTED: &str = "survey | type                | name | label | parameters             | choice_filter | appearance       | media::image | calculation | warning
    | start-geopoint                 | sg  |   |                        |            |                  |         | |
    | background-audio               | ba  |   |                        |            |                  |         | |
    | audit                          |     |   |                        |            |                  |         | |
    | geopoint                       | gp  | G |                        |            |                  |         | |
    | select_one st                  | s   | S |                        |            |                  | pic.png | |
    | select_one_external ct         | ext | E |                        | state=${s} |                  |         | |
    | select_one_from_file towns.csv | ff  | F | value=code label=title |            |                  |         | |
    | select_one fr                  | sr  | P |                        |            | search('fruits') |         | |
    | image                          | sig | I |                        |            | signature        |         | |
    | calculate                      | pd  |   |                        |            |                  |         | pulldata('goods', 'a', 'b', ${s}) |
    | text                           | w   | W |                        |            |                  |         | | ${w} != ''
 choices          | list_name | name     | label | media::image
                  | st        | a        | A     | a.png
                  | st        | b        | B     |
                  | fr        | name_key | name  |
 external_choices | list_name | name | label | state
                  | ct        | a1   | A     | a";

#[test]
fn what_is_not_supported_is_told_with_its_cell() {
    let form = common::form(UNSUPPORTED);
    let told = |files: &[&str]| {
        let files: BTreeSet<String> = files.iter().map(|file| (*file).to_owned()).collect();
        let told = form.limitations(&files);
        let line = |one: &forms::Limitation| {
            let sign = if one.is_blocking { "!" } else { "-" };
            let place = format!("{} {} {}", one.place.sheet, one.place.row.unwrap_or(0), one.place.column);
            format!("{sign} {:?} {place}: {}", one.place_of_filling, one.what)
        };
        told.iter().map(line).collect::<Vec<_>>()
    };
    insta::assert_snapshot!(told(&[]).join("\n"));
    let with_files = told(&["towns", "fruits", "goods"]);
    assert!(with_files.iter().all(|line| !line.contains("Everywhere")), "{with_files:#?}");
    let codes: Vec<&str> = form.problems.iter().map(|problem| problem.code.as_str()).collect();
    assert!(codes.contains(&"limit.search") && codes.contains(&"limit.device"), "{codes:?}");
    assert!(
        !codes.contains(&"limit.warning"),
        "what phones do not do is told where a form is given to phones"
    );
    assert!(form.limitations(&BTreeSet::new()).iter().any(|one| one.place_of_filling == Where::Phone));
}
