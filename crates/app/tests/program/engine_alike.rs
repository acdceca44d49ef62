//! The engine that browsers are given, run as they run it (WebAssembly, in Node), beside the same code on the server: every
//! questionnaire of the region packs and, where they lie beside the project, every sample of pyxform's.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use forms::Form;
use serde_json::{Value, json};

/// Reads the module and lines of commands; writes a line of an answer for each.
const RUNNER: &str = r#"
const fs = require("fs");
const [, module, commands, out] = process.argv;
WebAssembly.instantiate(fs.readFileSync(module), {}).then(({ instance: { exports: engine } }) => {
  const answers = fs.readFileSync(commands, "utf8").split("\n").filter(Boolean).map((line) => {
    const bytes = new TextEncoder().encode(line);
    const at = engine.forms_space(bytes.length);
    new Uint8Array(engine.memory.buffer, at, bytes.length).set(bytes);
    const length = engine.forms_handle(bytes.length);
    const text = new TextDecoder().decode(new Uint8Array(engine.memory.buffer, engine.forms_answer(), length));
    engine.forms_release();
    return text;
  });
  fs.writeFileSync(out, answers.join("\n"));
});
"#;

fn files_of(folder: &Path) -> Vec<PathBuf> {
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = files.map(|file| file.path()).filter(|path| path.is_file()).collect();
    files.sort();
    files
}

/// Every form there is, with its file's name.
fn corpus() -> Vec<(String, Form)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let regions = std::fs::read_dir(root.join("regions")).unwrap().flatten();
    let mut files: Vec<PathBuf> = regions.flat_map(|region| files_of(&region.path().join("forms"))).collect();
    let regional = files.iter().filter(|file| file.extension().is_some_and(|one| one == "md")).count();
    assert!(regional >= 3, "the questionnaires of the packs are where they were");
    files.extend(files_of(&root.join("../shared/xlsform/example_xls")));
    let read = |file: PathBuf| {
        let name = file.file_name()?.to_string_lossy().into_owned();
        // What is no form (a list beside them, a form that is refused) is another test's matter.
        Form::read(&std::fs::read(&file).ok()?, &name).ok().map(|form| (name, form))
    };
    files.into_iter().filter_map(read).collect()
}

/// More would only be slower: long forms repeat themselves.
const MOST_ANSWERS: usize = 150;
const TYPED: [&str; 8] = ["5", "-3", "3.5", "2024-10-15", "Слово", "", "48.48 135.07", "12:30:00.000+10:00"];

/// Asks the server's engine, and keeps what was asked and answered.
fn ask(log: &mut Vec<(String, String)>, command: &Value) -> Value {
    let command = command.to_string();
    let answer = forms_wasm::handle(&command);
    log.push((command, answer.clone()));
    serde_json::from_str(&answer).unwrap()
}

/// Fills a form in, well and badly, and asks everything that a page asks.
fn fill_in(log: &mut Vec<(String, String)>, form: &Form, seed: u64) {
    let open = json!({
        "do": "open", "source": form.source, "now": "2024-10-15T12:00:00", "offset": 600, "seed": seed,
        "profile": { "students": "305", "status": "ИБЦ" }, "properties": { "username": "анна" },
    });
    let opened = ask(log, &open);
    let Some(session) = opened["ok"]["session"].as_u64() else { return };
    let nodes = ask(log, &json!({ "do": "nodes", "session": session }));
    let nodes = nodes["ok"].as_array().cloned().unwrap_or_default();
    for repeat in nodes.iter().filter(|node| node["is_repeat"] == true).take(5) {
        let path = repeat["path"].as_str().unwrap().rsplit_once('[').unwrap().0.to_owned();
        ask(log, &json!({ "do": "add", "session": session, "path": path }));
    }
    let questions = nodes.iter().filter(|node| node["is_question"] == true && node["is_computed"] == false);
    for (number, node) in questions.take(MOST_ANSWERS).enumerate() {
        let path = &node["path"];
        let offered = ask(log, &json!({ "do": "choices", "session": session, "path": path }));
        let codes = offered["ok"].as_array().cloned().unwrap_or_default();
        let pick = number + usize::try_from(seed).unwrap();
        let value = match codes.len() {
            0 => TYPED[pick % TYPED.len()].to_owned(),
            count => codes[pick % count]["value"].as_str().unwrap_or_default().to_owned(),
        };
        ask(log, &json!({ "do": "answer", "session": session, "path": path, "value": value }));
        ask(log, &json!({ "do": "label", "session": session, "path": path }));
    }
    for what in ["check", "outcome", "nodes", "close"] {
        ask(log, &json!({ "do": what, "session": session }));
    }
}

#[test]
fn browsers_and_the_server_answer_alike_on_every_form() {
    let node = Command::new("node").arg("--version").stdout(Stdio::null()).status();
    let module = questionnaires::pages::engine::bytes().filter(|_| node.is_ok_and(|status| status.success()));
    let Some(module) = module else {
        eprintln!("no engine for browsers was built, or there is no Node: nothing is compared");
        return;
    };
    let (mut log, mut filled) = (Vec::new(), 0);
    for (_, form) in &corpus() {
        for seed in [1, 4] {
            let before = log.len();
            fill_in(&mut log, form, seed);
            filled += usize::from(log.len() > before + 6);
        }
    }
    assert!(filled >= 6, "forms were really filled in: {filled}");

    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("forms.wasm"), module).unwrap();
    let commands: String = log.iter().map(|(command, _)| format!("{command}\n")).collect();
    std::fs::write(path("commands"), commands).unwrap();
    let status = Command::new("node")
        .args(["-e", RUNNER])
        .args([path("forms.wasm"), path("commands"), path("answers")])
        .status()
        .unwrap();
    assert!(status.success());
    let answers = std::fs::read_to_string(path("answers")).unwrap();
    assert_eq!(answers.lines().count(), log.len());
    for ((command, ours), theirs) in log.iter().zip(answers.lines()) {
        assert_eq!(ours, theirs, "{command}");
    }
    println!("{} answers to {filled} filled forms are alike", log.len());
}
