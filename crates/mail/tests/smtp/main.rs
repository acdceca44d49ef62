//! Letters and a real mail server on loopback. Without a Python that has aiosmtpd the tests say so and pass.

mod server;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use mail::{LetterRow, NewLetter, Postman, Server, Settings, To, Unsubscribe};
use server::{Certificate, Line, MailServer};
use store::testing::TestDb;
use store::{Clock, Moment};

const MINUTE: Moment = 60 * 1_000_000;

struct House {
    test_db: TestDb,
    clock: Clock,
}

impl House {
    async fn new() -> Self {
        let start: Timestamp = "2024-10-15T00:00:00Z".parse().unwrap();
        let test_db = store::testing::fresh(&[store::MIGRATIONS, mail::MIGRATIONS]).await;
        Self { test_db, clock: Clock::standing_at(start, TimeZone::UTC) }
    }

    fn postman(&self, address: &str, change: impl FnOnce(Server) -> Server) -> Postman {
        let server = change(Server::parse(address).unwrap());
        let mut settings = Settings::to_server(server, "Библиосеть <biblioset@house.example>").unwrap();
        settings.patience = Duration::from_secs(2);
        self.postman_with(settings)
    }

    fn postman_with(&self, settings: Settings) -> Postman {
        let addresses: mail::AddressBook = Arc::new(|account| {
            Box::pin(async move { Ok((account == "anna").then(|| "anna@school.example".to_owned())) })
        });
        Postman::new(self.test_db.db.clone(), self.clock.clone(), settings, addresses)
    }

    async fn queue(&self, to: To) -> String {
        let letter = NewLetter {
            to,
            kind: "test.notice",
            subject: "Библиосеть, 15 октября: просрочено 1".into(),
            text: "Здравствуйте!\n\nСрок — завтра.".into(),
        };
        let mut tx = self.test_db.db.begin().await.unwrap();
        let unsubscribe =
            Unsubscribe { link: "https://house.example/by-link/unsubscribe/abc".into(), is_one_click: true };
        let id = mail::queue_notice(&mut tx, &letter, Some(&unsubscribe), self.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    async fn queue_to(&self, address: &str) -> String {
        self.queue(To::Address(address.into())).await
    }

    async fn letter(&self, id: &str) -> LetterRow {
        mail::store::letter(&self.test_db.db, id).await.unwrap().unwrap()
    }

    async fn trouble(&self) -> String {
        mail::store::server(&self.test_db.db).await.unwrap().trouble
    }

    fn pass(&self, time: Moment) {
        self.clock.set(Timestamp::from_microsecond(self.clock.now() + time).unwrap());
    }
}

#[tokio::test]
async fn a_letter_goes_through_starttls_with_a_password() {
    let certificate = Certificate::of_localhost();
    let account = Some(["biblioset", "пароль"]);
    let Some(server) = MailServer::start(Line::StartTls, Some(&certificate), account) else { return };
    let house = House::new().await;
    let id = house.queue(To::Account("anna".into())).await;
    let address =
        |password: &str| format!("smtp://biblioset:{password}@localhost:{}?tls=required", server.port);
    let right = "%D0%BF%D0%B0%D1%80%D0%BE%D0%BB%D1%8C";
    let trusting = |server: Server| server.trusting(certificate.pem.as_bytes()).unwrap();

    // A certificate that nobody vouches for opens nothing.
    house.postman(&address(right), |server| server).deliver_due().await.unwrap();
    assert!(house.trouble().await.contains("certificate"), "{}", house.trouble().await);

    house.pass(30 * MINUTE);
    house.postman(&address("wrong"), trusting).deliver_due().await.unwrap();
    assert!(house.trouble().await.starts_with("535"), "{}", house.trouble().await);
    let waiting = house.letter(&id).await;
    assert_eq!(
        (waiting.state.as_str(), waiting.attempts),
        ("waiting", 0),
        "no letter is blamed for a password"
    );

    house.pass(30 * MINUTE);
    house.postman(&address(right), trusting).deliver_due().await.unwrap();
    let taken = server.taken();
    assert_eq!(taken["to"], "anna@school.example");
    assert_eq!((taken["login"].as_str(), taken["encrypted"].as_bool()), (Some("biblioset"), Some(true)));
    assert_eq!(taken["subject"], "Библиосеть, 15 октября: просрочено 1");
    assert_eq!(taken["headers"]["From"], "Библиосеть <biblioset@house.example>");
    assert_eq!(taken["headers"]["Message-ID"], format!("<{id}@house.example>"));
    assert_eq!(taken["headers"]["List-Unsubscribe"], "<https://house.example/by-link/unsubscribe/abc>");
    assert_eq!(taken["headers"]["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click");
    assert_eq!(taken["headers"]["Auto-Submitted"], "auto-generated");
    assert!(taken["text"].as_str().unwrap().starts_with("Здравствуйте!\n\nСрок — завтра.\n"));
    let sent = house.letter(&id).await;
    assert_eq!((sent.state.as_str(), sent.answer.as_str()), ("sent", "2.0.0 Ok: queued as 4XYZ"));
    assert_eq!(sent.unsubscribe, None, "the link's secret is not kept");
    assert_eq!(house.trouble().await, "");
}

#[tokio::test]
async fn a_server_without_starttls_gets_nothing() {
    let Some(server) = MailServer::start(Line::Plain, None, None) else { return };
    let house = House::new().await;
    house.queue_to("anna@school.example").await;
    let address = format!("smtp://localhost:{}?tls=required", server.port);
    house.postman(&address, |server| server).deliver_due().await.unwrap();
    assert!(house.trouble().await.contains("STARTTLS"), "{}", house.trouble().await);
    assert!(server.has_taken_nothing_more());
}

#[tokio::test]
async fn a_letter_goes_over_tls_from_the_first_byte() {
    let certificate = Certificate::of_localhost();
    let Some(server) = MailServer::start(Line::Tls, Some(&certificate), None) else { return };
    let house = House::new().await;
    house.queue_to("anna@school.example").await;
    let trusting = |server: Server| server.trusting(certificate.pem.as_bytes()).unwrap();
    house.postman(&format!("smtps://localhost:{}", server.port), trusting).deliver_due().await.unwrap();
    assert_eq!(server.taken()["encrypted"], true);
}

/// What the log says meanwhile.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn listen(&self) -> tracing::subscriber::DefaultGuard {
        let log = self.clone();
        let subscriber = tracing_subscriber::fmt().json().with_max_level(tracing::Level::TRACE);
        tracing::subscriber::set_default(subscriber.with_writer(move || log.clone()).finish())
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn each_letter_fares_by_itself() {
    let Some(server) = MailServer::start(Line::Plain, None, None) else { return };
    let log = Log::default();
    let _listening = log.listen();
    let house = House::new().await;
    let postman = house.postman(&format!("smtp://127.0.0.1:{}", server.port), |server| server);
    let refused = house.queue_to("refused@school.example").await;
    let later = house.queue_to("later@school.example").await;
    let spam = house.queue_to("spam@school.example").await;
    let slow = house.queue_to("slow@school.example").await;
    let broken = house.queue_to("не адрес").await;
    let nobody = house.queue(To::Account("boris".into())).await;
    let good = house.queue_to("good@school.example").await;
    assert_eq!(postman.deliver_due().await.unwrap(), 7);

    assert_eq!(server.taken()["to"], "good@school.example", "the troubles of others do not hold a letter up");
    let state = async |id: &str| {
        let letter = house.letter(id).await;
        (letter.state, letter.answer)
    };
    assert_eq!(
        state(&refused).await,
        ("aside".into(), "550 5.1.1 <refused@school.example>: no such user".into())
    );
    assert_eq!(state(&spam).await, ("aside".into(), "554 5.7.1 Message rejected as spam".into()));
    assert_eq!(state(&later).await, ("waiting".into(), "451 4.7.1 Greylisted, come back later".into()));
    assert_eq!(state(&slow).await, ("waiting".into(), "сервер не ответил за отведённое время".into()));
    assert_eq!(state(&broken).await.0, "aside");
    assert_eq!(state(&nobody).await, ("aside".into(), "у получателя не указан адрес почты".into()));
    assert_eq!(state(&good).await.0, "sent");

    let said = log.text();
    for id in [&refused, &later, &good, &nobody] {
        assert!(said.contains(id.as_str()), "the log names the letter");
    }
    let ours: Vec<&str> = said.lines().filter(|line| !line.contains("sqlx")).collect();
    assert!(!ours.iter().any(|line| line.contains('@')), "and no address: {ours:#?}");

    assert_eq!(postman.deliver_due().await.unwrap(), 0, "their hour has not come");
    house.pass(MINUTE);
    postman.deliver_due().await.unwrap();
    assert_eq!(house.letter(&later).await.attempts, 2);
    house.pass(5 * MINUTE);
    postman.deliver_due().await.unwrap();
    assert_eq!(server.taken()["to"], "later@school.example");
    assert_eq!(state(&later).await.0, "sent");
    assert_eq!(house.letter(&later).await.attempts, 3);

    // What was laid aside goes again when a human says so.
    let mut tx = house.test_db.db.begin().await.unwrap();
    assert!(mail::store::try_again(&mut tx, &refused, house.clock.now()).await.unwrap());
    assert!(!mail::store::try_again(&mut tx, &good, house.clock.now()).await.unwrap(), "sent is sent");
    tx.commit().await.unwrap();
    postman.deliver_due().await.unwrap();
    assert_eq!(state(&refused).await.0, "aside", "the server has not changed its mind");
}

#[tokio::test]
async fn a_letter_whose_taking_was_not_heard_goes_again_under_the_same_identifier() {
    let Some(server) = MailServer::start(Line::Plain, None, None) else { return };
    let house = House::new().await;
    let postman = house.postman(&format!("smtp://127.0.0.1:{}", server.port), |server| server);
    let dies = house.queue_to("dies@school.example").await;
    let twice = house.queue_to("twice@school.example").await;
    let after = house.queue_to("after@school.example").await;
    postman.deliver_due().await.unwrap();
    let first = server.taken();
    assert_eq!(first["to"], "twice@school.example");
    assert_eq!(server.taken()["to"], "after@school.example", "a broken line is opened anew");
    assert_eq!(house.letter(&dies).await.state, "waiting");
    assert_eq!(house.letter(&twice).await.state, "waiting", "it was taken, but nobody heard it");
    assert_eq!(house.letter(&after).await.state, "sent");
    house.pass(MINUTE);
    postman.deliver_due().await.unwrap();
    assert_eq!(server.taken()["to"], "dies@school.example");
    let second = server.taken();
    assert_eq!(second["headers"], first["headers"], "the same letter, to the last header");
    assert_eq!(second["text"], first["text"]);
    assert!(server.has_taken_nothing_more());
}

#[tokio::test]
async fn a_server_that_is_away_rests_and_is_found_again() {
    let Some(server) = MailServer::start(Line::Plain, None, None) else { return };
    let house = House::new().await;
    let postman = house.postman(&format!("smtp://127.0.0.1:{}", server.port), |server| server);
    let port = server.kill();
    let ids = [house.queue_to("one@school.example").await, house.queue_to("two@school.example").await];
    assert_eq!(postman.deliver_due().await.unwrap(), 1, "one knock at the door, not two");
    assert_eq!(postman.deliver_due().await.unwrap(), 0, "and none while it rests");
    let resting = mail::store::server(&house.test_db.db).await.unwrap();
    assert_eq!(resting.failures, 1);
    assert!(!resting.trouble.is_empty());
    let server = MailServer::start_on(port, Line::Plain, None, None).unwrap();
    house.pass(MINUTE);
    postman.deliver_due().await.unwrap();
    assert_eq!(
        (server.taken()["to"].as_str(), server.taken()["to"].as_str()),
        (Some("one@school.example"), Some("two@school.example"))
    );
    for id in &ids {
        assert_eq!(
            house.letter(id).await.attempts,
            1,
            "the absence of the server was not held against the letters"
        );
    }
    assert_eq!(mail::store::server(&house.test_db.db).await.unwrap().failures, 0);
}

#[tokio::test]
async fn a_sender_that_the_server_does_not_allow_is_its_trouble() {
    let Some(server) = MailServer::start(Line::Plain, None, None) else { return };
    let house = House::new().await;
    let id = house.queue_to("anna@school.example").await;
    let there = Server::parse(&format!("smtp://127.0.0.1:{}", server.port)).unwrap();
    let settings = Settings::to_server(there, "stranger@elsewhere.example").unwrap();
    house.postman_with(settings).deliver_due().await.unwrap();
    assert_eq!(house.letter(&id).await.state, "waiting");
    assert_eq!(house.trouble().await, "553 5.7.1 Sender address rejected");
}
