//! Any bytes as a workbook: read, converted, filled in.
#![no_main]

use std::sync::Arc;

use forms::engine::{Inputs, Model, Session};
use forms::{Form, Problems};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(form) = Form::read(bytes, "form.xlsx") {
        let _ = forms::to_xform(&form);
        let session = Session::start(Arc::new(Model::new(&form, &mut Problems::default())), Inputs::default());
        let _ = session.check();
    }
});
