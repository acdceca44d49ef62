//! The browser suite: builds the program, starts the demonstration, runs `e2e/` in the system's Chromium, stops.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::system;

/// Says which browser to take; without it the first of [`BROWSERS`] that answers.
const VARIABLE: &str = "BIBLIOSET_CHROMIUM";
const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Runs the suite; `words` go to Playwright (names of files, `--grep`).
pub fn run(words: &[&str]) -> Result<()> {
    system::run("cargo", &["build", "--package", "biblioset"], &[])?;
    run_with_built(words)
}

/// The same after the other suites: they have built the program already, and building it alone would build every room anew,
/// without what only tests ask of it.
pub fn run_after_suites() -> Result<()> {
    system::run("cargo", &["test", "--workspace", "--no-run", "--quiet"], &[])?;
    run_with_built(&[])
}

fn run_with_built(words: &[&str]) -> Result<()> {
    if browser().is_none() {
        install()?;
    }
    let browser = browser().context("Chromium was installed, but does not answer")?;
    let folder = system::root().join("e2e");
    install_packages(&folder)?;
    let demo = Demo::start()?;
    println!("$ npx playwright test {}   ({} in {browser})", words.join(" "), demo.address);
    let status = Command::new("npx")
        .args(["--no-install", "playwright", "test"])
        .args(words)
        .current_dir(&folder)
        .env(VARIABLE, &browser)
        .env("BIBLIOSET_E2E_URL", &demo.address)
        .status()
        .context("npx does not start")?;
    if !status.success() {
        bail!("the browser suite failed; what was seen lies in target/e2e/");
    }
    Ok(())
}

/// Path of a Chromium that answers.
fn browser() -> Option<String> {
    if let Ok(named) = std::env::var(VARIABLE) {
        return Some(named);
    }
    let folders: Vec<PathBuf> = std::env::split_paths(&std::env::var_os("PATH")?).collect();
    let found = BROWSERS.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    found
        .filter_map(|path| path.to_str().map(str::to_owned))
        .find(|path| Path::new(path).exists() && system::answers(path, &["--version"]))
}

fn install() -> Result<()> {
    if !system::is_root() || !system::answers("apt-get", &["--version"]) {
        bail!("Chromium is missing. Install it (on Debian: sudo apt-get install chromium) or set {VARIABLE}");
    }
    let quiet = [("DEBIAN_FRONTEND", "noninteractive")];
    system::run("apt-get", &["update", "-qq"], &quiet)?;
    system::run(
        "apt-get",
        &["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-dejavu-core"],
        &quiet,
    )
}

/// `npm ci`, unless this very lock file has been installed already.
fn install_packages(folder: &Path) -> Result<()> {
    let lock = std::fs::read(folder.join("package-lock.json")).context("e2e/package-lock.json")?;
    let done = folder.join("node_modules/.installed-lock");
    if std::fs::read(&done).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    let status = Command::new("npm")
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"])
        .current_dir(folder)
        .status()
        .context("npm does not start: install Node.js")?;
    if !status.success() {
        bail!("npm ci failed in e2e/");
    }
    std::fs::write(done, lock).context("node_modules")
}

/// A demonstration of its own: free port, temporary data, gone at the end.
struct Demo {
    server: Child,
    address: String,
    _data: tempfile::TempDir,
}

impl Demo {
    fn start() -> Result<Self> {
        let data =
            tempfile::Builder::new().prefix("biblioset-e2e-").tempdir().context("a folder for data")?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let place = format!("127.0.0.1:{port}");
        let program = system::target_folder().join("debug/biblioset");
        let server = Command::new(&program)
            .args(["demo", "--listen", &place, "--data"])
            .arg(data.path())
            .stdout(Stdio::null())
            .spawn()
            .with_context(|| format!("{} does not start", program.display()))?;
        let mut demo = Self { server, address: format!("http://{place}"), _data: data };
        demo.wait_until_ready(&place)?;
        Ok(demo)
    }

    fn wait_until_ready(&mut self, place: &str) -> Result<()> {
        let started = Instant::now();
        while started.elapsed() < Duration::from_secs(90) {
            if let Some(status) = self.server.try_wait()? {
                bail!("the demonstration ended: {status}");
            }
            if is_ready(place) {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(200));
        }
        bail!("the demonstration has not been ready on {place} for 90 seconds")
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        // Its data is temporary: no calm end is needed.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// One question to `/health/ready`: a whole HTTP client would be a lot for it.
fn is_ready(place: &str) -> bool {
    let ask = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect(place)?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        write!(stream, "GET /health/ready HTTP/1.1\r\nhost: {place}\r\nconnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    };
    ask().is_ok_and(|answer| answer.starts_with("HTTP/1.1 200"))
}
