//! A disk that fills up, and later empties.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::program::{Client, Server, assert_whole, stored};

/// A small disk of its own; `None` where the machine does not let us have one.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(at: &Path) -> Option<Self> {
        std::fs::create_dir_all(at).unwrap();
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=16m", "tmpfs"]).arg(at).output();
        mounted.is_ok_and(|output| output.status.success()).then(|| Self(at.to_owned()))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_is_told_and_what_was_acknowledged_stays() {
    let folder = tempfile::tempdir().unwrap();
    let Some(disk) = SmallDisk::mount(&folder.path().join("disk")) else {
        eprintln!("skipped: this machine lets nobody mount a small disk (run as root to see this test)");
        return;
    };
    let data = disk.0.join("data");
    let server = Server::start(&data);
    let client = Client::sign_in(&server);
    let ballast = disk.0.join("ballast");
    fill(&ballast);

    let long = "б".repeat(1500);
    let mut acknowledged = Vec::new();
    let mut refused = None;
    for n in 0..5000 {
        let text = format!("на полном диске {n} {long}");
        let answer = client.write(&text).unwrap();
        if answer.status != 303 {
            refused = Some(answer);
            break;
        }
        acknowledged.push(text);
    }
    let refused = refused.expect("the disk fills up");
    assert_eq!(refused.status, 507, "{}", refused.text);
    assert!(refused.text.contains("закончилось место"), "{}", refused.text);
    assert!(refused.text.contains("на полном диске"), "what was typed is in the page");
    assert_eq!(client.get("/network").unwrap().status, 200, "reading goes on");

    std::fs::remove_file(&ballast).unwrap();
    let after = "после уборки диска";
    assert_eq!(client.write(after).unwrap().status, 303, "no restart is needed");
    acknowledged.push(after.to_owned());
    server.kill();
    let kept = stored(&data);
    for text in &acknowledged {
        assert!(kept.contains(text), "lost: {}", &text[..60.min(text.len())]);
    }
    let false_ones = kept.iter().filter(|text| text.starts_with("на полном")).count();
    assert_eq!(false_ones, acknowledged.len() - 1, "what was refused is not there");
    assert_whole(&data);
}

/// Takes all the room there is.
fn fill(file: &Path) {
    use std::io::Write;
    let mut ballast = std::fs::File::create(file).unwrap();
    while ballast.write_all(&[7; 8 * 1024]).is_ok() {}
    while ballast.write_all(&[7; 512]).is_ok() {}
}
