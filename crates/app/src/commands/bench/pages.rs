//! `biblioset bench pages`: how fast the pages of the demonstration are, measured from outside the process.
//!
//! A child process serves the demonstration; this one asks it over loopback with so many connections at once and reads
//! the child's processor time and memory from /proc. Figures are the server's alone: the asking is not in them.

use std::net::SocketAddr;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use hdrhistogram::Histogram;
use http_body_util::{BodyExt, Empty, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Method, Request, Response};
use hyper_util::rt::TokioIo;
use serde::Serialize;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use super::{BenchArguments, Format};

#[derive(Serialize)]
struct Figures {
    page: String,
    requests: u64,
    requests_per_second: f64,
    p50_ms: f64,
    p99_ms: f64,
    max_ms: f64,
    server_cpu_ms_per_request: f64,
    bytes_over_the_wire: usize,
    server_memory_mb: u64,
}

#[derive(Serialize)]
struct Outcome {
    profile: &'static str,
    connections: usize,
    idle_memory_mb: u64,
    pages: Vec<Figures>,
}

pub async fn run(arguments: &BenchArguments) -> Result<()> {
    let mut server = Server::start(&arguments.region).await?;
    let idle_memory_mb = server.memory_mb()?;
    let year = crate::regions::load(&arguments.region)?.region.plan_year;
    let session = server.sign_in(&arguments.region).await?;
    let mut pages = Vec::new();
    for (name, path, cookie) in [
        ("план, лента (без входа)", format!("/roadmap/{year}"), None),
        ("план, лента (институт)", format!("/roadmap/{year}"), Some(session.as_str())),
        ("план, таблица (институт)", format!("/roadmap/{year}?view=table"), Some(session.as_str())),
        ("реестр сети (без входа)", "/network".to_owned(), None),
        ("реестр сети (институт)", "/network".to_owned(), Some(session.as_str())),
        ("начало (без входа)", "/".to_owned(), None),
        ("сегодня (институт)", "/".to_owned(), Some(session.as_str())),
    ] {
        pages.push(measure(&server, name, &path, cookie, arguments).await?);
    }
    server.stop().await;
    let outcome =
        Outcome { profile: super::PROFILE, connections: arguments.connections, idle_memory_mb, pages };
    match arguments.format {
        Format::Json => println!("{}", serde_json::to_string_pretty(&outcome)?),
        Format::Text => print_table(&outcome),
    }
    Ok(())
}

fn print_table(outcome: &Outcome) {
    println!(
        "Сборка {}, соединений {}, память без нагрузки {} МБ\n",
        outcome.profile, outcome.connections, outcome.idle_memory_mb
    );
    println!(
        "{:<28} {:>9} {:>8} {:>8} {:>8} {:>12} {:>9} {:>7}",
        "страница", "запр./с", "p50, мс", "p99, мс", "макс.", "ЦП/запр., мс", "байт", "МБ"
    );
    for page in &outcome.pages {
        println!(
            "{:<28} {:>9.0} {:>8.2} {:>8.2} {:>8.2} {:>12.3} {:>9} {:>7}",
            page.page,
            page.requests_per_second,
            page.p50_ms,
            page.p99_ms,
            page.max_ms,
            page.server_cpu_ms_per_request,
            page.bytes_over_the_wire,
            page.server_memory_mb
        );
    }
}

type Asker = SendRequest<http_body_util::combinators::BoxBody<Bytes, std::convert::Infallible>>;

/// Sends when the connection is free for it again.
async fn ask(
    sender: &mut Asker,
    request: Request<http_body_util::combinators::BoxBody<Bytes, std::convert::Infallible>>,
) -> Result<Response<hyper::body::Incoming>> {
    sender.ready().await?;
    Ok(sender.send_request(request).await?)
}

/// The demonstration in a process of its own.
struct Server {
    child: Child,
    address: SocketAddr,
}

impl Server {
    async fn start(region: &str) -> Result<Self> {
        let program = std::env::current_exe().context("путь программы")?;
        let mut child = Command::new(program)
            .args(["demo", "--listen", "127.0.0.1:0", "--region", region])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("сервер не запустился")?;
        let mut lines = BufReader::new(child.stdout.take().context("вывод сервера")?).lines();
        while let Some(line) = lines.next_line().await? {
            if let Some(rest) = line.split("http://").nth(1) {
                let address = rest.trim_end_matches('/').parse().context("адрес сервера")?;
                tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
                return Ok(Self { child, address });
            }
        }
        bail!("сервер завершился, не назвав адреса")
    }

    fn proc(&self, file: &str) -> Result<String> {
        let id = self.child.id().context("сервер завершился")?;
        std::fs::read_to_string(format!("/proc/{id}/{file}")).context("замер работает только в Linux")
    }

    /// Resident memory now.
    fn memory_mb(&self) -> Result<u64> {
        let status = self.proc("status")?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).context("VmRSS")?;
        let kilobytes: u64 = line.split_whitespace().nth(1).context("VmRSS")?.parse()?;
        Ok(kilobytes / 1024)
    }

    /// Processor time spent so far, user and system.
    fn cpu(&self) -> Result<Duration> {
        let stat = self.proc("stat")?;
        // The name of the program may hold spaces: the fields are counted after its closing bracket.
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let ticks: u64 = fields.get(11).context("utime")?.parse::<u64>()?
            + fields.get(12).context("stime")?.parse::<u64>()?;
        Ok(Duration::from_millis(ticks * 10))
    }

    async fn connect(
        &self,
    ) -> Result<SendRequest<http_body_util::combinators::BoxBody<Bytes, std::convert::Infallible>>> {
        let stream = TcpStream::connect(self.address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(sender)
    }

    /// A session cookie of the demonstration's institute.
    async fn sign_in(&self, region: &str) -> Result<String> {
        let pack = crate::regions::load(region)?;
        let account = pack.demo.accounts.iter().find(|account| {
            account.role == access::Role::Institute && account.state == access::MembershipState::Active
        });
        let account = account.context("учётная запись института")?;
        let mut sender = self.connect().await?;
        let page = ask(&mut sender, request(Method::GET, "/login", None, "")?).await?;
        let cookie = set_cookie(&page).context("cookie посетителя")?;
        let html = String::from_utf8(page.into_body().collect().await?.to_bytes().to_vec())?;
        let csrf = html
            .split("name=\"_csrf\" value=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .context("метка формы")?;
        let body = format!("_csrf={csrf}&login={}&password={}", account.login, account.password);
        let answer = ask(&mut sender, request(Method::POST, "/login", Some(&cookie), &body)?).await?;
        set_cookie(&answer).context("вход не выполнен")
    }

    async fn stop(&mut self) {
        let _ = self.child.kill().await;
    }
}

fn request(
    method: Method,
    path: &str,
    cookie: Option<&str>,
    body: &str,
) -> Result<Request<http_body_util::combinators::BoxBody<Bytes, std::convert::Infallible>>> {
    let mut builder = Request::builder()
        .method(method)
        .uri(path)
        .header("host", "127.0.0.1")
        .header("sec-fetch-site", "same-origin");
    // The login form is read by us, not only measured.
    if path != "/login" {
        builder = builder.header("accept-encoding", "gzip");
    }
    if let Some(cookie) = cookie {
        builder = builder.header("cookie", cookie);
    }
    if body.is_empty() {
        return Ok(builder.body(Empty::new().boxed())?);
    }
    let builder = builder.header("content-type", "application/x-www-form-urlencoded");
    Ok(builder.body(Full::new(Bytes::from(body.to_owned())).boxed())?)
}

fn set_cookie<B>(response: &Response<B>) -> Option<String> {
    let value = response.headers().get("set-cookie")?.to_str().ok()?;
    value.split(';').next().map(str::to_owned)
}

async fn measure(
    server: &Server,
    name: &str,
    path: &str,
    cookie: Option<&str>,
    arguments: &BenchArguments,
) -> Result<Figures> {
    // A warm-up, and the size of the answer with its head.
    let mut sender = server.connect().await?;
    let mut bytes_over_the_wire = 0;
    for _ in 0..20 {
        let answer = ask(&mut sender, request(Method::GET, path, cookie, "")?).await?;
        if !answer.status().is_success() {
            bail!("{path}: ответ {}", answer.status());
        }
        let head: usize =
            answer.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
        bytes_over_the_wire = head + answer.into_body().collect().await?.to_bytes().len();
    }
    let cpu_before = server.cpu()?;
    let started = Instant::now();
    let until = started + Duration::from_secs(arguments.seconds);
    let mut workers = Vec::new();
    for _ in 0..arguments.connections {
        let mut sender = server.connect().await?;
        let (path, cookie) = (path.to_owned(), cookie.map(str::to_owned));
        workers.push(tokio::spawn(async move {
            let mut times = Histogram::<u64>::new_with_bounds(1, 60_000_000, 3)?;
            while Instant::now() < until {
                let asked = Instant::now();
                let answer = ask(&mut sender, request(Method::GET, &path, cookie.as_deref(), "")?).await?;
                if !answer.status().is_success() {
                    bail!("{path}: ответ {}", answer.status());
                }
                answer.into_body().collect().await?;
                times.record(u64::try_from(asked.elapsed().as_micros())?.max(1))?;
            }
            Ok(times)
        }));
    }
    let mut times = Histogram::<u64>::new_with_bounds(1, 60_000_000, 3)?;
    for worker in workers {
        times.add(worker.await??)?;
    }
    let elapsed = started.elapsed().as_secs_f64();
    let cpu = server.cpu()?.checked_sub(cpu_before).unwrap().as_secs_f64() * 1000.0;
    let requests = times.len();
    #[expect(clippy::cast_precision_loss, reason = "counts and microseconds of a short run fit a double")]
    let (count, milliseconds) = (requests.max(1) as f64, |micros: u64| micros as f64 / 1000.0);
    Ok(Figures {
        page: name.to_owned(),
        requests,
        requests_per_second: count / elapsed,
        p50_ms: milliseconds(times.value_at_quantile(0.5)),
        p99_ms: milliseconds(times.value_at_quantile(0.99)),
        max_ms: milliseconds(times.max()),
        server_cpu_ms_per_request: cpu / count,
        bytes_over_the_wire,
        server_memory_mb: server.memory_mb()?,
    })
}
