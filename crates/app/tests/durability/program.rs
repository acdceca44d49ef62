//! The program as a process, and somebody who writes into it over HTTP.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

const PROGRAM: &str = env!("CARGO_BIN_EXE_biblioset");
pub const REGION: &str = "lukomorye";

pub struct Server {
    child: Child,
    pub address: String,
}

impl Server {
    /// The demonstration over a folder; its data is kept between starts.
    pub fn start(data: &Path) -> Self {
        Self::start_with(data, &[])
    }

    /// The same at an hour of a simulated day.
    pub fn start_at(data: &Path, hour: &str) -> Self {
        Self::start_with(data, &["--today", hour])
    }

    fn start_with(data: &Path, more: &[&str]) -> Self {
        let mut child = Command::new(PROGRAM)
            .args(["demo", "--listen", "127.0.0.1:0", "--region", REGION, "--data"])
            .arg(data)
            .args(more)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| Some(line.split_once("http://")?.1.trim_end_matches('/').to_owned()))
            .expect("the program tells its address");
        // Its mouth must stay open: a closed pipe would end it at the next word.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address }
    }

    /// As the power company does it.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// Runs a command of the program to its end.
pub fn run(arguments: &[&str], data: &Path) -> Output {
    Command::new(PROGRAM).args(arguments).arg("--data").arg(data).output().unwrap()
}

/// The data of a folder is whole.
pub fn assert_whole(data: &Path) {
    let checked = run(&["check"], data);
    assert!(
        checked.status.success(),
        "{}{}",
        String::from_utf8_lossy(&checked.stdout),
        String::from_utf8_lossy(&checked.stderr)
    );
}

/// A signed-in browser of few words.
#[derive(Clone)]
pub struct Client {
    address: String,
    cookie: String,
    csrf: String,
    year: i16,
}

pub struct Answer {
    pub status: u16,
    pub text: String,
}

impl Client {
    pub fn sign_in(server: &Server) -> Self {
        let region = app::regions::load(REGION).unwrap();
        let password = region.demo.accounts[0].password.clone();
        let year = region.region.plan_year;
        let mut client =
            Self { address: server.address.clone(), cookie: String::new(), csrf: String::new(), year };
        let page = client.get("/login").unwrap();
        client.cookie = cookie_in(&page.text, "visitor");
        client.csrf = field(&page.text, "_csrf");
        let answer = client.post("/login", &[("login", "institute"), ("password", &password)]).unwrap();
        assert_eq!(answer.status, 303, "{}", answer.text);
        client.cookie = cookie_in(&answer.text, "session");
        client.csrf = field(&client.get("/styleguide").unwrap().text, "_csrf");
        client
    }

    pub fn to(&self, server: &Server) -> Self {
        Self { address: server.address.clone(), ..self.clone() }
    }

    pub fn get(&self, path: &str) -> std::io::Result<Answer> {
        self.send("GET", path, "")
    }

    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> std::io::Result<Answer> {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("_csrf", &self.csrf).extend_pairs(fields);
        self.send("POST", path, &form.finish())
    }

    /// A message in a measure's discussion: `Ok(303)` is the program's word that it is kept.
    pub fn write(&self, text: &str) -> std::io::Result<Answer> {
        self.post(&format!("/roadmap/{}/measures/1/comments", self.year), &[("text", text)])
    }

    fn send(&self, method: &str, path: &str, body: &str) -> std::io::Result<Answer> {
        let mut stream = TcpStream::connect(&self.address)?;
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncookie: {}\r\nsec-fetch-site: same-origin\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
            self.address,
            self.cookie,
            body.len()
        )?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes)?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let status = text.split(' ').nth(1).and_then(|code| code.parse().ok());
        let status = status.ok_or_else(|| std::io::Error::other("no answer"))?;
        Ok(Answer { status, text })
    }
}

fn cookie_in(answer: &str, name: &str) -> String {
    let line = answer.lines().find_map(|line| line.strip_prefix(&format!("set-cookie: {name}="))).unwrap();
    format!("{name}={}", line.split(';').next().unwrap())
}

fn field(html: &str, name: &str) -> String {
    let marker = format!("name=\"{name}\" value=\"");
    html.split(&marker).nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned()
}

/// Writers that go on until they are stopped or the program is gone, and what they were told.
pub struct Writers {
    stop: Arc<AtomicBool>,
    acknowledged: Arc<Mutex<Vec<String>>>,
    sent: Arc<AtomicUsize>,
    threads: Vec<std::thread::JoinHandle<()>>,
}

impl Writers {
    pub fn start(client: &Client, name: &str) -> Self {
        let (stop, acknowledged) = (Arc::new(AtomicBool::new(false)), Arc::new(Mutex::new(Vec::new())));
        let sent = Arc::new(AtomicUsize::new(0));
        let threads = (0..4)
            .map(|thread| {
                let (client, stop, name) = (client.clone(), stop.clone(), name.to_owned());
                let (acknowledged, sent) = (acknowledged.clone(), sent.clone());
                std::thread::spawn(move || {
                    for n in 0.. {
                        if stop.load(Ordering::Relaxed) {
                            return;
                        }
                        let text = format!("{name}, сообщение {thread}-{n}");
                        sent.fetch_add(1, Ordering::Relaxed);
                        match client.write(&text) {
                            Ok(answer) if answer.status == 303 => acknowledged.lock().unwrap().push(text),
                            Ok(answer) => panic!("{}: {}", answer.status, answer.text),
                            // The program was killed: whether this one was kept nobody promised.
                            Err(_) => return,
                        }
                    }
                })
            })
            .collect();
        Self { stop, acknowledged, sent, threads }
    }

    pub fn acknowledged(&self) -> Vec<String> {
        self.acknowledged.lock().unwrap().clone()
    }

    pub fn wait_for(&self, count: usize) {
        while self.acknowledged.lock().unwrap().len() < count {
            assert!(self.threads.iter().any(|thread| !thread.is_finished()), "all writers have gone");
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
    }

    /// Ends the writers; answers what was acknowledged and how many were sent at all.
    pub fn end(self) -> (Vec<String>, usize) {
        self.stop.store(true, Ordering::Relaxed);
        for thread in self.threads {
            thread.join().unwrap();
        }
        let acknowledged = self.acknowledged.lock().unwrap().clone();
        (acknowledged, self.sent.load(Ordering::Relaxed))
    }
}

/// The messages that a folder's database holds.
pub fn stored(data: &Path) -> Vec<String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let db = store::Db::open_folder(data).await.unwrap();
        let rows: Vec<(String,)> = db.query("select text from measure_comment").all().await.unwrap();
        db.close().await;
        rows.into_iter().map(|(text,)| text).collect()
    })
}
