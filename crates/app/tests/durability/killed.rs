//! kill −9 in the middle of writing.

use std::collections::BTreeSet;

use crate::count;
use crate::program::{Client, Server, Writers, assert_whole, stored};

#[test]
fn what_was_acknowledged_before_a_kill_is_there_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut server = Server::start(&data);
    let mut client = Client::sign_in(&server);
    let mut acknowledged: BTreeSet<String> = BTreeSet::new();
    let mut sent = 0;
    for round in 0..count(2, 20) {
        let writers = Writers::start(&client, &format!("круг {round}"));
        writers.wait_for(count(60, 1000));
        server.kill();
        let (told, tried) = writers.end();
        acknowledged.extend(told);
        sent += tried;
        let kept: Vec<String> = stored(&data).into_iter().filter(|text| text.starts_with("круг ")).collect();
        let kept_once: BTreeSet<String> = kept.iter().cloned().collect();
        assert_eq!(kept.len(), kept_once.len(), "nothing is kept twice");
        let lost: Vec<_> = acknowledged.difference(&kept_once).collect();
        assert!(lost.is_empty(), "round {round}: lost {lost:?}");
        assert!(kept.len() <= sent, "nothing is there that nobody sent");
        assert_whole(&data);
        server = Server::start(&data);
        client = client.to(&server);
        assert_eq!(client.get("/").unwrap().status, 200, "the session lives on as well");
    }
    server.kill();
    println!("sent {sent}, acknowledged {}, lost 0", acknowledged.len());
}
