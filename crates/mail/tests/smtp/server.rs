//! The mail server of the tests: aiosmtpd in a process of its own.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

pub struct MailServer {
    child: Child,
    lines: Receiver<Value>,
    pub port: u16,
}

/// How the line is encrypted; certificates are made for the occasion.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Line {
    Plain,
    StartTls,
    Tls,
}

pub struct Certificate {
    pub pem: String,
    folder: tempfile::TempDir,
}

impl Certificate {
    pub fn of_localhost() -> Self {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("cert.pem"), made.cert.pem()).unwrap();
        std::fs::write(folder.path().join("key.pem"), made.signing_key.serialize_pem()).unwrap();
        Self { pem: made.cert.pem(), folder }
    }
}

/// A Python that has aiosmtpd: `cargo xtask test` makes one under `target/`.
fn python() -> Option<PathBuf> {
    let named = std::env::var_os("BIBLIOSET_TEST_PYTHON").map(PathBuf::from);
    let made = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/python/bin/python");
    let found = named.into_iter().chain([made, PathBuf::from("python3")]);
    found.into_iter().find(|python| {
        let asked = Command::new(python).args(["-c", "import aiosmtpd"]).stderr(Stdio::null()).status();
        asked.is_ok_and(|status| status.success())
    })
}

impl MailServer {
    /// `None`, said in words: there is no such Python here.
    pub fn start(line: Line, certificate: Option<&Certificate>, account: Option<[&str; 2]>) -> Option<Self> {
        Self::start_on(0, line, certificate, account)
    }

    pub fn start_on(
        port: u16,
        line: Line,
        certificate: Option<&Certificate>,
        account: Option<[&str; 2]>,
    ) -> Option<Self> {
        let Some(python) = python() else {
            assert!(
                std::env::var_os("BIBLIOSET_TEST_PYTHON").is_none(),
                "the Python named by BIBLIOSET_TEST_PYTHON has no aiosmtpd"
            );
            println!("skipped: no Python with aiosmtpd here (cargo xtask test makes one)");
            return None;
        };
        let mut settings = json!({ "port": port });
        settings["security"] = match line {
            Line::Plain => "none".into(),
            Line::StartTls => "starttls".into(),
            Line::Tls => "tls".into(),
        };
        if let Some(certificate) = certificate {
            settings["certificate"] = certificate.folder.path().join("cert.pem").to_str().unwrap().into();
            settings["key"] = certificate.folder.path().join("key.pem").to_str().unwrap().into();
        }
        if let Some(account) = account {
            settings["account"] = json!(account);
        }
        let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/smtp/server.py");
        let mut child = Command::new(python)
            .arg(script)
            .arg(settings.to_string())
            .env("PYTHONUNBUFFERED", "1")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let told = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in told.lines().map_while(Result::ok) {
                let _ = sender.send(serde_json::from_str(&line).unwrap());
            }
        });
        let first: Value = lines.recv_timeout(Duration::from_secs(30)).expect("the server tells its port");
        let port = u16::try_from(first["port"].as_u64().unwrap()).unwrap();
        Some(Self { child, lines, port })
    }

    /// The next letter that the server has taken.
    pub fn taken(&self) -> Value {
        self.lines.recv_timeout(Duration::from_secs(20)).expect("a letter")
    }

    pub fn has_taken_nothing_more(&self) -> bool {
        self.lines.recv_timeout(Duration::from_millis(300)).is_err()
    }

    pub fn kill(mut self) -> u16 {
        let port = self.port;
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        port
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
