//! `biblioset user`: the program as a process.

use std::path::Path;
use std::process::{Command, Output};

fn run(data: &Path, password: &str, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_biblioset"))
        .arg("user")
        .args(arguments)
        .arg("--data")
        .arg(data)
        .args(["--region", "lukomorye"])
        .env("BIBLIOSET_PASSWORD", password)
        .output()
        .unwrap()
}

fn told(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn listed(data: &Path) -> serde_json::Value {
    let output = run(data, "", &["list", "--format", "json"]);
    assert!(output.status.success(), "{}", told(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn accounts_are_made_listed_mended_closed_and_opened() {
    let data = tempfile::tempdir().unwrap();
    let add = |password: &str, login: &str, role: &str, more: &[&str]| {
        let mut arguments = vec![
            "add",
            "--login",
            login,
            "--name",
            "Пробный П. П.",
            "--role",
            role,
            "--organisation",
            "AKADEMIA",
        ];
        arguments.extend_from_slice(more);
        run(data.path(), password, &arguments)
    };
    let good = "четыре тихих ежа";
    for (output, words) in [
        (add("коротко", "first", "administrator", &[]), "меньше 12 знаков"),
        (add(good, "first", "god", &[]), "роли «god» нет"),
        (add(good, "a b", "administrator", &[]), "В логине допустимы"),
        (add(good, "first", "administrator", &["--email", "не адрес"]), "записан неверно"),
        (
            add(good, "first", "administrator", &["--from", "2025-02-01", "--to", "2025-01-01"]),
            "раньше первого",
        ),
        (run(data.path(), good, &["reset", "first"]), "нет данных"),
    ] {
        assert!(!output.status.success());
        assert!(told(&output).contains(words), "{words}: {}", told(&output));
    }
    let made = add(good, "First", "administrator", &["--email", "first@lib.example", "--to", "2099-12-31"]);
    assert!(made.status.success(), "{}", told(&made));
    assert!(told(&add(good, "first", "institute", &[])).contains("уже занят"));

    let accounts = listed(data.path());
    let one = &accounts[0];
    assert_eq!((one["login"].as_str(), one["state"].as_str()), (Some("first"), Some("active")));
    assert_eq!((one["to"].as_str(), one["from"].as_str()), (Some("2099-12-31"), None));
    assert_eq!(one["second_factor"], false);
    let text = told(&run(data.path(), "", &["list"]));
    assert!(
        text.contains("first") && text.contains("по\u{a0}31\u{a0}декабря 2099") && text.contains("не входил"),
        "{text}"
    );

    let reset = run(data.path(), "другой длинный пароль", &["reset", "FIRST", "--drop-second-factor"]);
    assert!(reset.status.success(), "{}", told(&reset));
    assert!(told(&run(data.path(), good, &["reset", "nobody"])).contains("логина «nobody» нет"));
    assert!(run(data.path(), "", &["close", "first"]).status.success());
    assert_eq!(listed(data.path())[0]["closed"], true);
    assert!(run(data.path(), "", &["open", "first"]).status.success());
    assert_eq!(listed(data.path())[0]["closed"], false);
    let checked = Command::new(env!("CARGO_BIN_EXE_biblioset"))
        .arg("check")
        .arg("--data")
        .arg(data.path())
        .output()
        .unwrap();
    assert!(checked.status.success(), "the journal has a line of each: {}", told(&checked));
    assert!(data.path().join("keys/personal.key").is_file());
}
