//! A PostgreSQL of our own for one run: private folder, private port, gone at the end.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::system;

/// Tests look for the server here (`store::testing`).
pub const VARIABLE: &str = "BIBLIOSET_TEST_POSTGRES";

pub struct Postgres {
    server: Child,
    address: String,
    _folder: TempDir,
}

impl Postgres {
    /// `is_durable`: commits reach the disk, as where the program really works: for figures. Tests want speed.
    pub fn start(is_durable: bool) -> Result<Self> {
        if programs().is_none() {
            install()?;
        }
        let programs = programs().context("PostgreSQL was installed, but initdb is not to be found")?;
        let folder = tempfile::Builder::new()
            .prefix("biblioset-postgres-")
            .tempdir()
            .context("a folder for PostgreSQL")?;
        let data = folder.path().join("data");
        if system::is_root() {
            // initdb and postgres refuse to run as root.
            run(Command::new("chown").arg("-R").arg("postgres").arg(folder.path()))?;
        }
        run(as_postgres(&programs.join("initdb"))
            .arg("-D")
            .arg(&data)
            .args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"])
            .stdout(Stdio::null()))?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut command = as_postgres(&programs.join("postgres"));
        command
            .arg("-D")
            .arg(&data)
            .args(["-h", "127.0.0.1", "-p", &port.to_string(), "-k"])
            .arg(folder.path());
        // Nothing of this cluster outlives the run.
        let careless = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];
        let careless = if is_durable { &[][..] } else { &careless };
        for setting in ["max_connections=400", "shared_buffers=256MB"].iter().chain(careless) {
            command.args(["-c", setting]);
        }
        let server =
            command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().context("postgres does not start")?;
        let postgres = Self {
            server,
            address: format!("postgres://postgres@127.0.0.1:{port}/postgres"),
            _folder: folder,
        };
        wait(&programs, port)?;
        let id = postgres.server.id();
        // Ctrl-C must not leave the server behind; a second handler (another step) is no loss.
        let _ = ctrlc::set_handler(move || {
            let _ = Command::new("kill").args(["-INT", &id.to_string()]).status();
            std::process::exit(130);
        });
        println!("PostgreSQL: {}", postgres.address);
        Ok(postgres)
    }

    pub fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // SIGINT: the fast shutdown. Whoever started it as another user may only ask.
        let _ = Command::new("kill").args(["-INT", &self.server.id().to_string()]).status();
        let _ = self.server.wait();
    }
}

/// Folder of the newest server's programs.
fn programs() -> Option<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .ok()?
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .collect();
    found.retain(|bin| bin.join("initdb").exists() && bin.join("postgres").exists());
    found.sort_by_key(|bin| {
        bin.parent().and_then(|version| version.file_name()?.to_str()?.parse::<u32>().ok())
    });
    found.pop()
}

fn install() -> Result<()> {
    if !system::is_root() || !system::answers("apt-get", &["--version"]) {
        bail!("PostgreSQL is missing. Install it (on Debian: sudo apt-get install postgresql) and run again");
    }
    let quiet = [("DEBIAN_FRONTEND", "noninteractive")];
    system::run("apt-get", &["update", "-qq"], &quiet)?;
    system::run("apt-get", &["install", "-y", "-qq", "postgresql-common"], &quiet)?;
    // The package would make and start a cluster of its own: ours is the only one wanted.
    std::fs::create_dir_all("/etc/postgresql-common").context("/etc/postgresql-common")?;
    std::fs::write("/etc/postgresql-common/createcluster.conf", "create_main_cluster = false\n")
        .context("createcluster.conf")?;
    system::run("apt-get", &["install", "-y", "-qq", "postgresql"], &quiet)
}

/// A command that runs as the user `postgres` when we are root, so that a signal reaches the program itself.
fn as_postgres(program: &Path) -> Command {
    if !system::is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(program).current_dir("/");
    command
}

fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("{command:?} does not start"))?;
    if !status.success() {
        bail!("{command:?} failed");
    }
    Ok(())
}

fn wait(programs: &Path, port: u16) -> Result<()> {
    let started = Instant::now();
    let ready = programs.join("pg_isready");
    let ready = ready.to_str().unwrap_or("pg_isready");
    while started.elapsed() < Duration::from_secs(30) {
        if system::answers(ready, &["-h", "127.0.0.1", "-p", &port.to_string()]) {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    bail!("PostgreSQL has not answered on port {port} for 30 seconds")
}
