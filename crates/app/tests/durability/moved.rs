//! Backups of a server at work, and the way back from them.

use crate::count;
use crate::program::{Client, Server, Writers, assert_whole, run, stored};

#[test]
fn every_backup_under_load_holds_what_was_acknowledged_before_it() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::start(&data);
    let client = Client::sign_in(&server);
    let writers = Writers::start(&client, "копия");
    for n in 0..count(2, 20) {
        writers.wait_for(20 * (n + 1));
        let before = writers.acknowledged();
        let copy = folder.path().join(format!("copy-{n}.zip"));
        let made = run(&["backup", copy.to_str().unwrap()], &data);
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let told = String::from_utf8_lossy(&made.stdout).into_owned();
        assert!(told.contains("проверена восстановлением"), "{told}");
        let target = folder.path().join(format!("restored-{n}"));
        let restored = run(&["restore", copy.to_str().unwrap()], &target);
        assert!(restored.status.success(), "{}", String::from_utf8_lossy(&restored.stderr));
        let without_keys = run(&["check"], &target);
        assert!(!without_keys.status.success(), "the keys are not in a copy: the signatures wait for them");
        let kept = stored(&target);
        let lost: Vec<_> = before.iter().filter(|text| !kept.contains(text)).collect();
        assert!(lost.is_empty(), "backup {n}: {lost:?}");
        copy_keys(&data, &target);
        assert_whole(&target);
    }
    writers.end();
    server.kill();
}

fn copy_keys(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to.join("keys")).unwrap();
    for file in std::fs::read_dir(from.join("keys")).unwrap().flatten() {
        let name = file.file_name().to_string_lossy().into_owned();
        if !name.ends_with(".txt") {
            std::fs::copy(file.path(), to.join("keys").join(name)).unwrap();
        }
    }
}

#[test]
fn restoring_over_data_sets_it_aside_and_a_damaged_copy_touches_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::start(&data);
    let client = Client::sign_in(&server);
    assert_eq!(client.write("до копии").unwrap().status, 303);
    let copy = folder.path().join("copy.zip");
    assert!(run(&["backup", copy.to_str().unwrap()], &data).status.success());
    let again = run(&["backup", copy.to_str().unwrap()], &data);
    assert!(!again.status.success(), "a copy is never overwritten");
    assert_eq!(client.write("после копии").unwrap().status, 303);
    server.kill();

    let damaged = folder.path().join("damaged.zip");
    let mut bytes = std::fs::read(&copy).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&damaged, bytes).unwrap();
    let refused = run(&["restore", damaged.to_str().unwrap(), "--force"], &data);
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("повреждён"), "{refused:?}");
    assert!(stored(&data).contains(&"после копии".to_owned()), "nothing was touched");
    let unasked = run(&["restore", copy.to_str().unwrap()], &data);
    assert!(!unasked.status.success());
    assert!(String::from_utf8_lossy(&unasked.stderr).contains("--force"), "{unasked:?}");

    let restored = run(&["restore", copy.to_str().unwrap(), "--force"], &data);
    assert!(restored.status.success(), "{}", String::from_utf8_lossy(&restored.stderr));
    let kept = stored(&data);
    assert!(kept.contains(&"до копии".to_owned()) && !kept.contains(&"после копии".to_owned()));
    assert_whole(&data);
    let aside = std::fs::read_dir(folder.path())
        .unwrap()
        .flatten()
        .find(|one| one.file_name().to_string_lossy().contains("before-restore"))
        .expect("the old data is set aside");
    assert!(stored(&aside.path()).contains(&"после копии".to_owned()));
    let server = Server::start(&data);
    assert_eq!(client.to(&server).write("жизнь продолжается").unwrap().status, 303);
    server.kill();
    assert_whole(&data);
}

#[test]
fn a_check_names_what_is_broken() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    Server::start(&data).kill();
    assert_whole(&data);
    let scan = first_file(&data.join("files")).expect("the story has scans");
    std::fs::write(&scan, b"other").unwrap();
    let checked = run(&["check"], &data);
    assert!(!checked.status.success());
    let told = String::from_utf8_lossy(&checked.stdout).into_owned();
    let name = scan.file_name().unwrap().to_string_lossy().into_owned();
    assert!(told.contains(&name) && told.contains("содержимое изменилось"), "{told}");
    let nowhere = run(&["check"], &folder.path().join("nowhere"));
    assert!(!nowhere.status.success(), "a mistyped folder is an error");
}

fn first_file(folder: &std::path::Path) -> Option<std::path::PathBuf> {
    for entry in std::fs::read_dir(folder).ok()?.flatten() {
        let path = entry.path();
        if path.is_dir() {
            if let Some(found) = first_file(&path) {
                return Some(found);
            }
        } else {
            return Some(path);
        }
    }
    None
}
