//! Child processes: shown before they run, waited for, stopped with us.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::tally::Tally;

/// The process we are waiting for now; 0 when there is none.
static CURRENT_CHILD: AtomicU32 = AtomicU32::new(0);
/// How many times we were asked to stop.
static SIGNALS: AtomicUsize = AtomicUsize::new(0);
/// A terminal sends Ctrl-C to the children as well: they get this long to end by themselves.
const GRACE: Duration = Duration::from_secs(2);

/// Ctrl-C or SIGTERM ends the running child instead of ourselves, so that everything started is cleared away.
pub fn stop_children_on_signals() -> Result<()> {
    ctrlc::set_handler(|| {
        let again = SIGNALS.fetch_add(1, Ordering::SeqCst) > 0;
        let child = CURRENT_CHILD.load(Ordering::SeqCst);
        if again {
            signal(child, "KILL");
            return;
        }
        thread::sleep(GRACE);
        if CURRENT_CHILD.load(Ordering::SeqCst) == child {
            signal(child, "TERM");
        }
    })
    .context("listening for Ctrl-C")
}

/// Fails once we were asked to stop.
pub fn fail_when_interrupted() -> Result<()> {
    if SIGNALS.load(Ordering::SeqCst) > 0 {
        bail!("interrupted");
    }
    Ok(())
}

/// Sends a signal, e.g. `INT`, to a process; a process that has ended already is no error.
pub fn signal(process: u32, name: &str) {
    if process == 0 {
        return;
    }
    let _ = Command::new("kill").args(["-s", name, &process.to_string()]).stderr(Stdio::null()).status();
}

/// Cargo, with the environment as a person at a shell has it.
///
/// `cargo xtask` is `cargo run`, which hands us the description of the crate xtask. Some build scripts watch those
/// variables: left in, every run would rebuild what the same command from a shell had built.
pub fn cargo(root: &Path) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(root);
    without_xtask_environment(&mut command);
    command
}

/// See [`cargo`].
pub fn without_xtask_environment(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        let Some(name) = name.to_str() else { continue };
        let describes_xtask = name.starts_with("CARGO_PKG_")
            || name.starts_with("CARGO_MANIFEST_")
            || ["CARGO", "CARGO_BIN_NAME", "CARGO_CRATE_NAME", "CARGO_PRIMARY_PACKAGE", "OUT_DIR"]
                .contains(&name);
        if describes_xtask {
            command.env_remove(name);
        }
    }
}

/// Runs a command with our own input and output; an exit status other than 0 is an error.
pub fn run(command: &mut Command) -> Result<()> {
    let shown = announce(command);
    let child = command.spawn().with_context(|| format!("`{shown}` does not start"))?;
    finish(child, &shown)
}

/// Runs a command whose output tells how many tests passed, and adds them to `tally`, also when it fails.
pub fn run_counting(command: &mut Command, tally: &mut Tally) -> Result<()> {
    let shown = announce(command);
    if std::io::stdout().is_terminal() {
        // The output goes through us, so the tools cannot see the terminal by themselves.
        command.env("CARGO_TERM_COLOR", "always").env("FORCE_COLOR", "1");
    }
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("`{shown}` does not start"))?;
    let (output, errors) = (child.stdout.take(), child.stderr.take());
    let copying_output = thread::spawn(move || output.map(|pipe| copy_and_count(pipe, std::io::stdout())));
    let copying_errors = thread::spawn(move || errors.map(|pipe| copy_and_count(pipe, std::io::stderr())));
    let outcome = finish(child, &shown);
    for copying in [copying_output, copying_errors] {
        if let Ok(Some(counted)) = copying.join() {
            tally.add(counted);
        }
    }
    outcome
}

fn copy_and_count(pipe: impl Read, mut target: impl Write) -> Tally {
    let mut tally = Tally::default();
    let mut lines = BufReader::new(pipe);
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
        // A closed terminal must not stop the reading: the child would block on a full pipe.
        let _ = target.write_all(&line);
        let _ = target.flush();
        tally.add_line(&String::from_utf8_lossy(&line));
        line.clear();
    }
    tally
}

/// Waits for a child, so that a signal to us reaches it.
pub fn finish(mut child: Child, shown: &str) -> Result<()> {
    CURRENT_CHILD.store(child.id(), Ordering::SeqCst);
    let status = child.wait();
    CURRENT_CHILD.store(0, Ordering::SeqCst);
    fail_when_interrupted()?;
    let status = status.with_context(|| format!("waiting for `{shown}`"))?;
    if !status.success() {
        bail!("`{shown}` ended with {status}");
    }
    Ok(())
}

/// Prints the command line as one could type it, and returns it.
fn announce(command: &Command) -> String {
    let mut shown = command.get_program().to_string_lossy().into_owned();
    for argument in command.get_args() {
        let argument = argument.to_string_lossy();
        if argument.is_empty() || argument.contains(char::is_whitespace) {
            let _ = write!(shown, " '{argument}'");
        } else {
            let _ = write!(shown, " {argument}");
        }
    }
    println!("$ {shown}");
    shown
}

/// What a short command prints, without the white space around it; `None` when it fails or does not exist.
pub fn output_of(program: &str, arguments: &[&str]) -> Option<String> {
    let output =
        Command::new(program).args(arguments).stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    if !output.status.success() {
        return None;
    }
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Where the shell would find a program.
pub fn find_program(name: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.is_file())
}

/// True when we may install packages and must hand servers to another user.
pub fn is_root() -> bool {
    cfg!(unix) && output_of("id", &["-u"]).as_deref() == Some("0")
}

/// A duration for people: `48 s`, `3 min 05 s`.
pub fn for_people(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match seconds {
        0..10 => format!("{:.1} s", duration.as_secs_f64()),
        10..60 => format!("{seconds} s"),
        _ => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_command_is_an_error_that_names_it_and_its_tests_are_counted() {
        let mut tally = Tally::default();
        let script =
            "echo 'test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out'; exit 3";
        let error =
            run_counting(Command::new("sh").args(["-c", script]), &mut tally).expect_err("exit status 3");
        assert!(error.to_string().contains("sh -c"), "{error}");
        assert!(error.to_string().contains('3'), "{error}");
        assert_eq!(tally, Tally { passed: 2, failed: 1, skipped: 0 });
    }

    #[test]
    fn durations_read_well() {
        assert_eq!(for_people(Duration::from_millis(1_240)), "1.2 s");
        assert_eq!(for_people(Duration::from_secs(48)), "48 s");
        assert_eq!(for_people(Duration::from_secs(185)), "3 min 05 s");
    }
}
