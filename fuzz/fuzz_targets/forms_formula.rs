//! Any text as a formula: parsed, and computed over a small form with a repeat.
#![no_main]

use std::sync::{Arc, OnceLock};

use forms::Form;
use forms::engine::{Inputs, Model, Session};

static FORM: OnceLock<Form> = OnceLock::new();

libfuzzer_sys::fuzz_target!(|formula: &str| {
    if forms::xpath::parse(formula).is_err() {
        return;
    }
    let form = FORM.get_or_init(|| {
        let text = "| survey |\n| | type | name | label | calculation |\n| | integer | a | A | |\n| | begin_repeat | r | R | |\n| | text | b | B | |\n| | calculate | c | | 1 |\n| | end_repeat | | | |\n";
        Form::read(text.as_bytes(), "form.md").expect("a form")
    });
    let mut source = form.source.clone();
    for row in source.survey.rows.iter_mut().filter(|row| row.row == 5) {
        forms::source::put(&mut row.columns, "bind", "calculate", formula);
    }
    let Ok(form) = Form::from_source(source) else { return };
    let model = Arc::new(Model::new(&form, &mut forms::Problems::default()));
    let mut session = Session::start(model, Inputs::default());
    let _ = session.answer("/data/a", "3");
    let _ = session.add_instance("/data/r");
    let _ = session.check();
});
