//! `cargo xtask clean-clone`: how long a newcomer waits for the first page.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::cleanup::Cleanup;
use crate::system;

const LIMIT: Duration = Duration::from_secs(30 * 60);
const ANSWER_LIMIT: Duration = Duration::from_secs(5);

/// Clones HEAD, builds and starts the demonstration there, prints the seconds until it is ready.
pub fn run() -> Result<()> {
    let root = system::workspace_root();
    let changes = system::output_of(Command::new("git").args(["status", "--porcelain"]).current_dir(&root))?;
    if !changes.trim().is_empty() {
        println!("Uncommitted changes are not part of the clone.");
    }
    let folder = tempfile::Builder::new().prefix("biblioset-clone-").tempdir()?.keep();
    let demonstration: Arc<Mutex<Option<Child>>> = Arc::default();
    let _stop = Cleanup::register({
        let (folder, demonstration) = (folder.clone(), Arc::clone(&demonstration));
        move || {
            let child = demonstration.lock().unwrap_or_else(PoisonError::into_inner).take();
            if let Some(child) = child {
                end_group(child);
            }
            if let Err(error) = fs::remove_dir_all(&folder) {
                eprintln!("cannot delete {}: {error}", folder.display());
            }
        }
    });

    let start = Instant::now();
    let clone = folder.join("biblioset");
    system::output_of(Command::new("git").args(["clone", "--quiet", "--no-local"]).arg(&root).arg(&clone))?;
    let cloned = start.elapsed();

    let mut cargo = system::cargo();
    cargo.args(["run", "--", "demo", "--listen", "127.0.0.1:0"]).current_dir(&clone);
    cargo.env("CARGO_TARGET_DIR", clone.join("target"));
    // A group of its own: ending it ends cargo, the compilers and the server alike.
    cargo.process_group(0).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    println!("$ cargo run -- demo --listen 127.0.0.1:0    (in a fresh clone)");
    let mut child = cargo.spawn().context("cannot start `cargo`")?;
    let (sender, addresses) = mpsc::channel();
    if let Some(output) = child.stdout.take() {
        show_and_look_for_address(output, sender.clone());
    }
    if let Some(output) = child.stderr.take() {
        show_and_look_for_address(output, sender);
    }
    demonstration.lock().unwrap_or_else(PoisonError::into_inner).replace(child);

    let address = match addresses.recv_timeout(LIMIT) {
        Ok(address) => address,
        Err(RecvTimeoutError::Disconnected) => bail!("the demonstration ended without printing its address"),
        Err(RecvTimeoutError::Timeout) => bail!("no address printed in {} min", LIMIT.as_secs() / 60),
    };
    let started = start.elapsed();
    wait_until_ready(address, start)?;
    let ready = start.elapsed();

    println!("\nFrom an empty folder (downloaded crates are reused when cargo has them):");
    println!("  cloned          {:>7.1} s", cloned.as_secs_f64());
    println!("  address printed {:>7.1} s", started.as_secs_f64());
    println!("  ready           {:>7.1} s", ready.as_secs_f64());
    Ok(())
}

fn show_and_look_for_address(output: impl Read + Send + 'static, sender: Sender<SocketAddr>) {
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            println!("{line}");
            if let Some(address) = address_in(&line) {
                // The receiver listens for the first address only.
                let _ = sender.send(address);
            }
        }
    });
}

/// The local address in a line of the program; port 0 is our own request, echoed by cargo.
fn address_in(line: &str) -> Option<SocketAddr> {
    line.match_indices("127.0.0.1:").find_map(|(start, host)| {
        let rest = &line[start + host.len()..];
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        let port = digits.parse().ok().filter(|port| *port != 0)?;
        Some(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))
    })
}

fn wait_until_ready(address: SocketAddr, start: Instant) -> Result<()> {
    while start.elapsed() < LIMIT {
        if is_ready(address).unwrap_or(false) {
            return Ok(());
        }
        thread::sleep(Duration::from_millis(100));
    }
    bail!("{address} did not become ready in {} min", LIMIT.as_secs() / 60)
}

fn is_ready(address: SocketAddr) -> std::io::Result<bool> {
    let mut stream = TcpStream::connect_timeout(&address, ANSWER_LIMIT)?;
    stream.set_read_timeout(Some(ANSWER_LIMIT))?;
    write!(stream, "GET /health/ready HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut first_line = String::new();
    BufReader::new(stream).read_line(&mut first_line)?;
    Ok(first_line.starts_with("HTTP/1.1 200"))
}

fn end_group(mut child: Child) {
    // The standard library ends one process only; `kill` with a negative number ends the group.
    let group = format!("-{}", child.id());
    if let Err(error) = system::output_of(Command::new("kill").args(["-KILL", "--", &group])) {
        eprintln!("{error:#}");
    }
    let _ = child.wait();
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn the_address_is_found_in_any_line_and_port_zero_is_not_one() {
        let expected = Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 34567)));
        assert_eq!(address_in("Откройте http://127.0.0.1:34567/ в браузере"), expected);
        assert_eq!(address_in("--listen 127.0.0.1:0, http://127.0.0.1:34567"), expected);
        assert_eq!(address_in("Running `biblioset demo --listen 127.0.0.1:0`"), None);
        assert_eq!(address_in("http://127.0.0.1:99999/"), None);
    }

    #[test]
    fn only_the_answer_200_is_ready() {
        for (answer, expected) in [("200 OK", true), ("503 Service Unavailable", false)] {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
            let address = listener.local_addr().unwrap();
            let server = thread::spawn(move || {
                let (mut stream, _) = listener.accept().unwrap();
                let mut request = [0; 1024];
                let length = stream.read(&mut request).unwrap();
                assert!(request[..length].starts_with(b"GET /health/ready HTTP/1.1\r\n"));
                write!(stream, "HTTP/1.1 {answer}\r\nContent-Length: 0\r\n\r\n").unwrap();
            });
            assert_eq!(is_ready(address).unwrap(), expected, "{answer}");
            server.join().unwrap();
        }
    }
}
