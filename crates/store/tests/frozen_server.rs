//! A PostgreSQL that stops answering, seen from the client: a relay between the two that holds everything back.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use store::{Db, Error};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Passes bytes on while it is not frozen; frozen, it accepts and keeps silent, as a stopped server does.
async fn relay(to: String, frozen: Arc<AtomicBool>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let server = TcpStream::connect(&to).await.unwrap();
            let (client_in, client_out) = client.into_split();
            let (server_in, server_out) = server.into_split();
            tokio::spawn(pass(client_in, server_out, frozen.clone()));
            tokio::spawn(pass(server_in, client_out, frozen.clone()));
        }
    });
    port
}

async fn pass(
    mut from: tokio::net::tcp::OwnedReadHalf,
    mut to: tokio::net::tcp::OwnedWriteHalf,
    frozen: Arc<AtomicBool>,
) {
    let mut part = [0; 8192];
    while let Ok(read) = from.read(&mut part).await {
        if read == 0 {
            return;
        }
        while frozen.load(Ordering::Relaxed) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        if to.write_all(&part[..read]).await.is_err() {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_frozen_server_is_given_up_and_taken_up_again() {
    let Ok(server) = std::env::var("BIBLIOSET_TEST_POSTGRES") else {
        // SQLite has no server that could freeze.
        return;
    };
    let (user, rest) = server.trim_start_matches("postgres://").split_once('@').unwrap();
    let (address, database) = rest.split_once('/').unwrap();
    let frozen = Arc::new(AtomicBool::new(false));
    let port = relay(address.to_owned(), frozen.clone()).await;
    let db = Db::open_postgres(&format!("postgres://{user}@127.0.0.1:{port}/{database}")).await.unwrap();
    let (one,): (i64,) = db.query("select cast(1 as bigint)").one().await.unwrap();
    assert_eq!(one, 1);

    frozen.store(true, Ordering::Relaxed);
    for attempt in 0..1 {
        let started = Instant::now();
        let answer = db.query("select cast(1 as bigint)").one::<(i64,)>().await;
        assert!(matches!(answer, Err(Error::NoAnswer)), "{attempt}: {answer:?}");
        assert!(started.elapsed() < Duration::from_secs(8), "{attempt}: {:?}", started.elapsed());
    }
    let started = Instant::now();
    assert!(matches!(db.begin().await.err(), Some(Error::NoAnswer)));
    assert!(started.elapsed() < Duration::from_secs(8));

    frozen.store(false, Ordering::Relaxed);
    let thawed = async {
        loop {
            if db.query("select cast(1 as bigint)").one::<(i64,)>().await.is_ok() {
                return;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(30), thawed).await.expect("the pool recovers by itself");
}
