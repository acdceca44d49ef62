//! A PostgreSQL for one run: own folder, own port on the loopback address, gone afterwards.

use std::ffi::OsString;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

use anyhow::{Context, Result, bail, ensure};
use tempfile::TempDir;

use crate::{apt, process};

/// The variable that turns the tests to PostgreSQL (`store::testing`).
pub const ADDRESS_VARIABLE: &str = "BIBLIOSET_TEST_POSTGRES";

/// A server starts within a second; a busy machine gets time.
const START_TIMEOUT: Duration = Duration::from_secs(60);
/// Between our choice of a free port and the server's start another program can take it.
const START_ATTEMPTS: usize = 5;

/// Speed instead of durability: the data lives only as long as the run. `fsync=off` and its companions are safe
/// exactly because of that. No autovacuum: it would only compete with hundreds of short-lived databases.
const SETTINGS: [&str; 13] = [
    "listen_addresses=127.0.0.1",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "max_wal_size=4GB",
    "checkpoint_timeout=1h",
    "autovacuum=off",
    "jit=off",
    "max_connections=300",
    "shared_buffers=128MB",
    "log_min_messages=fatal",
];

/// `cargo xtask postgres -- COMMAND…`
pub fn run_with_server(root: &Path, arguments: &[String]) -> Result<()> {
    let command =
        if arguments.first().is_some_and(|first| first == "--") { &arguments[1..] } else { arguments };
    let Some((program, rest)) = command.split_first() else {
        bail!("say what to run, e.g. `cargo xtask postgres -- cargo test -p store`");
    };
    let server = PrivatePostgres::start(root)?;
    let mut command = Command::new(program);
    process::without_xtask_environment(&mut command);
    process::run(command.args(rest).env(ADDRESS_VARIABLE, server.address()))
}

/// A running server; dropping it stops it and deletes its data.
pub struct PrivatePostgres {
    server: Child,
    port: u16,
    /// Declared after the server: it is deleted after the server has been stopped.
    _folder: TempDir,
}

impl PrivatePostgres {
    /// Finds or installs PostgreSQL and starts a server.
    pub fn start(root: &Path) -> Result<Self> {
        let programs = find_or_install()?;
        let owner = Owner::choose()?;
        let folder = owner.make_folder(root)?;
        initialise(&programs, &owner, folder.path())?;
        let log = folder.path().join("server.log");
        for _ in 0..START_ATTEMPTS {
            process::fail_when_interrupted()?;
            let port = free_port()?;
            let mut server = spawn_server(&programs, &owner, folder.path(), port, &log)?;
            match wait_until_ready(&programs, &mut server, port) {
                Ok(true) => {
                    println!("PostgreSQL from {} listens on 127.0.0.1:{port}", programs.display());
                    return Ok(Self { server, port, _folder: folder });
                }
                Ok(false) => {}
                Err(error) => {
                    stop(&mut server);
                    return Err(error);
                }
            }
        }
        let said = fs::read_to_string(&log).unwrap_or_default();
        bail!("PostgreSQL from {} does not start; it says:\n{said}", programs.display())
    }

    /// The address of the maintenance database: tests create their own databases through it.
    pub fn address(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }
}

impl Drop for PrivatePostgres {
    fn drop(&mut self) {
        stop(&mut self.server);
    }
}

/// Immediate shutdown: nothing is flushed, because nothing is kept.
fn stop(server: &mut Child) {
    process::signal(server.id(), "QUIT");
    for _ in 0..100 {
        if !matches!(server.try_wait(), Ok(None)) {
            return;
        }
        thread::sleep(Duration::from_millis(50));
    }
    let _ = server.kill();
    let _ = server.wait();
}

/// Whose rights the server has. It refuses to run as root, so root hands it to the package's user.
struct Owner {
    /// `None`: ourselves.
    user: Option<String>,
}

impl Owner {
    fn choose() -> Result<Self> {
        if !process::is_root() {
            return Ok(Self { user: None });
        }
        let user =
            ["postgres", "nobody"].into_iter().find(|user| process::output_of("id", &["-u", user]).is_some());
        let user =
            user.context("PostgreSQL refuses to run as root, and there is no user `postgres` to run it")?;
        Ok(Self { user: Some(user.to_owned()) })
    }

    /// A command with the owner's rights. On Linux it ends with us, even when we are killed.
    fn command(&self, program: &Path) -> Result<Command> {
        let mut command = if let Some(setpriv) = process::find_program("setpriv") {
            let mut command = Command::new(setpriv);
            command.args(["--pdeathsig", "INT"]);
            if let Some(user) = &self.user {
                let group =
                    process::output_of("id", &["-g", user]).context("the group of the server's user")?;
                command.args(["--reuid", user, "--regid", &group, "--init-groups"]);
            }
            command.arg(program);
            command
        } else {
            ensure!(
                self.user.is_none(),
                "`setpriv` (package util-linux) is missing; run as an ordinary user instead"
            );
            Command::new(program)
        };
        command.stdin(Stdio::null());
        Ok(command)
    }

    /// A folder that the owner can reach, beside the build output when possible.
    fn make_folder(&self, root: &Path) -> Result<TempDir> {
        let target =
            std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |path| root.join(path));
        fs::create_dir_all(&target).with_context(|| target.display().to_string())?;
        let place = if self.can_reach(&target) { target } else { std::env::temp_dir() };
        let folder = tempfile::Builder::new()
            .prefix("biblioset-postgres-")
            .tempdir_in(&place)
            .with_context(|| format!("a folder for PostgreSQL in {}", place.display()))?;
        if let Some(user) = &self.user {
            ensure!(
                self.can_reach(folder.path().parent().unwrap_or(&place)),
                "the user `{user}` cannot reach {}: set TMPDIR to a folder that everybody can enter",
                place.display()
            );
            hand_over(folder.path(), user)?;
        }
        Ok(folder)
    }

    /// True when the owner can pass through every folder on the way.
    fn can_reach(&self, folder: &Path) -> bool {
        self.user.is_none() || everybody_may_enter(folder)
    }
}

#[cfg(unix)]
fn everybody_may_enter(folder: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    let Ok(folder) = folder.canonicalize() else { return false };
    let open = |path: &Path| fs::metadata(path).is_ok_and(|found| found.permissions().mode() & 0o001 != 0);
    folder.ancestors().all(open)
}

#[cfg(not(unix))]
fn everybody_may_enter(_folder: &Path) -> bool {
    true
}

#[cfg(unix)]
fn hand_over(folder: &Path, user: &str) -> Result<()> {
    let number = |option| process::output_of("id", &[option, user]).and_then(|text| text.parse().ok());
    let (owner, group) = (number("-u"), number("-g"));
    std::os::unix::fs::chown(folder, owner, group)
        .with_context(|| format!("giving {} to `{user}`", folder.display()))
}

#[cfg(not(unix))]
fn hand_over(_folder: &Path, _user: &str) -> Result<()> {
    Ok(())
}

/// The folder with the programs of the newest PostgreSQL.
fn find_or_install() -> Result<PathBuf> {
    if let Some(found) = find() {
        return Ok(found);
    }
    apt::install_postgresql()?;
    find().context("PostgreSQL is installed, but there is no /usr/lib/postgresql/*/bin/initdb")
}

fn find() -> Option<PathBuf> {
    newest_of(Path::new("/usr/lib/postgresql")).or_else(|| {
        let beside_initdb = process::find_program("initdb")?.canonicalize().ok()?.parent()?.to_owned();
        is_complete(&beside_initdb).then_some(beside_initdb)
    })
}

/// Of `15/bin`, `16/bin` … the newest that holds a server; the client packages fill the same folders.
fn newest_of(versions: &Path) -> Option<PathBuf> {
    fs::read_dir(versions)
        .ok()?
        .flatten()
        .filter_map(|entry| {
            Some((entry.file_name().to_str()?.parse::<u32>().ok()?, entry.path().join("bin")))
        })
        .filter(|(_, programs)| is_complete(programs))
        .max_by_key(|(version, _)| *version)
        .map(|(_, programs)| programs)
}

fn is_complete(programs: &Path) -> bool {
    ["initdb", "postgres", "pg_isready"].iter().all(|name| programs.join(name).is_file())
}

/// Collation C: sort keys and case folding are made in Rust, and nothing may lean on a locale by accident.
fn initialise(programs: &Path, owner: &Owner, folder: &Path) -> Result<()> {
    let output = owner
        .command(&programs.join("initdb"))?
        .args([
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
            "--pgdata",
        ])
        .arg(folder.join("data"))
        .current_dir(folder)
        .output()
        .context("initdb does not start")?;
    process::fail_when_interrupted()?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "initdb ended with {}; it says:\n{said}", output.status);
    Ok(())
}

fn spawn_server(programs: &Path, owner: &Owner, folder: &Path, port: u16, log: &Path) -> Result<Child> {
    let mut sockets = OsString::from("unix_socket_directories=");
    // A socket's path is limited to 107 bytes; nobody needs the socket, so a long path goes without.
    if folder.as_os_str().len() < 80 {
        sockets.push(folder);
    }
    let file = fs::File::create(log).with_context(|| log.display().to_string())?;
    let mut command = owner.command(&programs.join("postgres"))?;
    command.arg("-D").arg(folder.join("data")).arg("-p").arg(port.to_string()).arg("-c").arg(sockets);
    for setting in SETTINGS {
        command.args(["-c", setting]);
    }
    in_own_group(&mut command);
    command
        .current_dir(folder)
        .stdout(file.try_clone().context("the server's log")?)
        .stderr(file)
        .spawn()
        .context("the PostgreSQL server does not start")
}

/// Ctrl-C in the terminal is for the tests; the server is stopped after them.
#[cfg(unix)]
fn in_own_group(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(not(unix))]
fn in_own_group(_command: &mut Command) {}

/// False when the server has ended by itself, e.g. because the port was taken meanwhile.
fn wait_until_ready(programs: &Path, server: &mut Child, port: u16) -> Result<bool> {
    let since = Instant::now();
    let port = port.to_string();
    while since.elapsed() < START_TIMEOUT {
        process::fail_when_interrupted()?;
        if server.try_wait().context("the PostgreSQL server")?.is_some() {
            return Ok(false);
        }
        let mut question = Command::new(programs.join("pg_isready"));
        question.args([
            "--quiet",
            "--host=127.0.0.1",
            "--dbname=postgres",
            "--username=postgres",
            "--port",
            &port,
        ]);
        if question.status().is_ok_and(|status| status.success()) {
            return Ok(true);
        }
        thread::sleep(Duration::from_millis(50));
    }
    bail!("PostgreSQL is not ready after {}", process::for_people(START_TIMEOUT))
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("a free port")?;
    Ok(listener.local_addr().context("a free port")?.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn install_version(versions: &Path, version: &str, programs: &[&str]) {
        let folder = versions.join(version).join("bin");
        fs::create_dir_all(&folder).expect("a folder");
        for program in programs {
            fs::write(folder.join(program), "").expect("a file");
        }
    }

    #[test]
    fn the_newest_version_with_a_server_is_taken() {
        let versions = tempfile::tempdir().expect("a folder");
        let whole = ["initdb", "postgres", "pg_isready"];
        install_version(versions.path(), "9", &whole);
        install_version(versions.path(), "15", &whole);
        install_version(versions.path(), "17", &["psql", "pg_isready"]);
        install_version(versions.path(), "notes", &whole);
        assert_eq!(newest_of(versions.path()), Some(versions.path().join("15/bin")));
    }

    #[test]
    fn without_a_server_there_is_nothing_to_take() {
        let versions = tempfile::tempdir().expect("a folder");
        install_version(versions.path(), "15", &["psql", "pg_isready"]);
        assert_eq!(newest_of(versions.path()), None);
        assert_eq!(newest_of(&versions.path().join("absent")), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_behind_a_closed_one_is_not_for_everybody() {
        use std::os::unix::fs::PermissionsExt;
        let closed = tempfile::tempdir().expect("a folder");
        let inner = closed.path().join("inner");
        fs::create_dir(&inner).expect("a folder");
        fs::set_permissions(closed.path(), fs::Permissions::from_mode(0o700)).expect("permissions");
        assert!(!everybody_may_enter(&inner));
    }
}
