//! Any text as the survey of a form with a list: read, converted, filled in, written out and read back.
#![no_main]

use std::sync::Arc;

use forms::engine::{Inputs, Model, Session};
use forms::{Form, Problems};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let table = format!(
        "| survey |\n| | type | name | label | relevant | calculation | constraint | repeat_count | default | choice_filter | trigger |\n{text}\n| choices |\n| | list_name | name | label |\n| | l | a | A |\n| | l | b | B |\n"
    );
    let Ok(form) = Form::read(table.as_bytes(), "form.md") else { return };
    let Ok(ours) = forms::to_xform(&form) else { return };
    let phone = form.for_phone(&std::collections::BTreeMap::from([("profile('a')".to_owned(), "1".to_owned())]));
    let _ = forms::to_xform(&phone.form);
    let mut session = Session::start(Arc::new(Model::new(&form, &mut Problems::default())), Inputs::default());
    for node in session.nodes().into_iter().filter(|node| node.is_question).take(20) {
        let _ = session.answer(&node.path, "2");
    }
    let _ = (session.check(), session.values());
    let json = form.source.to_json().expect("JSON");
    let read = Form::from_source(forms::Source::from_json(&json).expect("our JSON")).expect("our form");
    assert_eq!(ours, forms::to_xform(&read).expect("an XForm"));
});
