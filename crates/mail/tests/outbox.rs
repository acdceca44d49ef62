//! Letters before any server has seen them: transactions, leases, folders, lifetimes.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use mail::{LetterState, NewLetter, Postman, Settings, To};
use store::testing::TestDb;
use store::{Clock, Moment};

const DAY: Moment = 24 * 3600 * 1_000_000;

async fn house() -> (TestDb, Clock) {
    let start: Timestamp = "2024-10-15T00:00:00Z".parse().unwrap();
    let clock = Clock::standing_at(start, TimeZone::UTC);
    (store::testing::fresh(&[store::MIGRATIONS, mail::MIGRATIONS]).await, clock)
}

fn pass(clock: &Clock, time: Moment) {
    clock.set(Timestamp::from_microsecond(clock.now() + time).unwrap());
}

fn letter(text: &str) -> NewLetter {
    NewLetter {
        to: To::Address("anna@school.example".into()),
        kind: "test.letter",
        subject: "Приглашение".into(),
        text: text.into(),
    }
}

fn postman(test_db: &TestDb, clock: &Clock, settings: Settings) -> Postman {
    let addresses: mail::AddressBook = Arc::new(|_| Box::pin(async { Ok(None) }));
    Postman::new(test_db.db.clone(), clock.clone(), settings, addresses)
}

async fn all(test_db: &TestDb) -> Vec<mail::LetterRow> {
    mail::store::page(&test_db.db, None, "", 100).await.unwrap()
}

#[tokio::test]
async fn a_letter_exists_exactly_when_its_transaction_does() {
    let (test_db, clock) = house().await;
    let mut tx = test_db.db.begin().await.unwrap();
    mail::queue(&mut tx, &letter("брошенное"), clock.now()).await.unwrap();
    drop(tx);
    assert!(all(&test_db).await.is_empty());
    let mut tx = test_db.db.begin().await.unwrap();
    mail::queue(&mut tx, &letter("оставленное"), clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(all(&test_db).await.len(), 1);
}

#[tokio::test]
async fn without_a_server_letters_wait_and_grow_stale() {
    let (test_db, clock) = house().await;
    let mut tx = test_db.db.begin().await.unwrap();
    mail::queue_notice(&mut tx, &letter("дайджест"), None, clock.now()).await.unwrap();
    mail::queue(&mut tx, &letter("приглашение"), clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    let nobody = postman(&test_db, &clock, Settings::nowhere());
    assert_eq!(nobody.deliver_due().await.unwrap(), 0);
    assert_eq!(mail::store::sweep(&test_db.db, clock.now() + DAY).await.unwrap(), (0, 0));
    assert_eq!(mail::store::sweep(&test_db.db, clock.now() + 3 * DAY).await.unwrap(), (1, 0), "the notice");
    assert_eq!(
        mail::store::sweep(&test_db.db, clock.now() + 6 * DAY).await.unwrap(),
        (1, 0),
        "the invitation"
    );
    let aside = mail::store::page(&test_db.db, Some(LetterState::Aside), "", 100).await.unwrap();
    assert!(aside.iter().all(|letter| letter.answer == "не отправлено: срок письма вышел"));
    assert_eq!(mail::store::sweep(&test_db.db, clock.now() + 100 * DAY).await.unwrap(), (0, 2), "forgotten");
}

#[tokio::test]
async fn letters_are_put_into_a_folder_once_and_whole() {
    let (test_db, clock) = house().await;
    let folder = test_db.folder.path().join("mail");
    let to_folder = postman(&test_db, &clock, Settings::to_folder(folder.clone()));
    let mut tx = test_db.db.begin().await.unwrap();
    for n in 0..3 {
        mail::queue(&mut tx, &letter(&format!("письмо {n}")), clock.now()).await.unwrap();
    }
    tx.commit().await.unwrap();
    assert_eq!(to_folder.deliver_due().await.unwrap(), 3);
    assert_eq!(to_folder.deliver_due().await.unwrap(), 0);
    let mut names: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let mut ids: Vec<String> = all(&test_db).await.into_iter().map(|row| format!("{}.eml", row.id)).collect();
    ids.sort();
    assert_eq!(names, ids);
    assert!(all(&test_db).await.iter().all(|row| row.state == "sent" && !row.text.is_empty()));
}

#[tokio::test]
async fn of_two_postmen_one_takes_a_letter_and_a_dead_ones_letter_comes_back() {
    let (test_db, clock) = house().await;
    let folder = test_db.folder.path().join("mail");
    let mut tx = test_db.db.begin().await.unwrap();
    for n in 0..20 {
        mail::queue(&mut tx, &letter(&format!("письмо {n}")), clock.now()).await.unwrap();
    }
    tx.commit().await.unwrap();
    let (one, other) = (
        postman(&test_db, &clock, Settings::to_folder(folder.clone())),
        postman(&test_db, &clock, Settings::to_folder(folder.clone())),
    );
    let (of_one, of_other) = tokio::join!(one.deliver_due(), other.deliver_due());
    assert_eq!(of_one.unwrap() + of_other.unwrap(), 20, "each letter once");

    let mut tx = test_db.db.begin().await.unwrap();
    mail::queue(&mut tx, &letter("последнее"), clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    // The postman dies on the way: his address book never answers.
    let never: mail::AddressBook = Arc::new(|_| Box::pin(std::future::pending()));
    let dying =
        Postman::new(test_db.db.clone(), clock.clone(), Settings::to_folder("/nowhere/at/all".into()), never);
    let mut tx = test_db.db.begin().await.unwrap();
    let to_account = NewLetter { to: To::Account("anna".into()), ..letter("учётной записи") };
    mail::queue(&mut tx, &to_account, clock.now() - 1).await.unwrap();
    tx.commit().await.unwrap();
    let dead = tokio::time::timeout(std::time::Duration::from_millis(300), dying.deliver_due()).await;
    assert!(dead.is_err());
    assert_eq!(one.deliver_due().await.unwrap(), 1, "the leased letter is not touched");
    pass(&clock, DAY / 24);
    assert_eq!(one.deliver_due().await.unwrap(), 1, "after the lease it is somebody else's");
    assert!(mail::store::page(&test_db.db, Some(LetterState::Waiting), "", 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_folder_that_takes_nothing_is_trouble_and_keeps_the_letter() {
    let (test_db, clock) = house().await;
    let file = test_db.folder.path().join("a-file");
    std::fs::write(&file, "not a folder").unwrap();
    let blocked = postman(&test_db, &clock, Settings::to_folder(file.join("mail")));
    let mut tx = test_db.db.begin().await.unwrap();
    mail::queue(&mut tx, &letter("письмо"), clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    blocked.deliver_due().await.unwrap();
    let rows = all(&test_db).await;
    assert_eq!((rows[0].state.as_str(), rows[0].attempts), ("waiting", 0));
    assert!(mail::store::server(&test_db.db).await.unwrap().trouble.contains("папку"));
}
