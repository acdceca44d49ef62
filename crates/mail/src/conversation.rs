//! One conversation with a server: whose fault a refusal is depends on the moment at which it came.

use std::error::Error as _;
use std::time::Duration;

use lettre::Message;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::DEFAULT_MECHANISMS;
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;
use tokio::time::timeout;

use crate::{Security, Server};

/// How long a server may take to greet us and to believe us.
const GREETING: Duration = Duration::from_secs(20);

/// What became of a letter. The words are the server's own, or ours where it said nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Handed {
    /// The server answers for it from now on.
    Accepted(String),
    /// It will never be taken as it is.
    Refused(String),
    /// Not now; or the answer was not heard, and nobody knows.
    Later(String),
    /// The server takes no letters of ours at all: not to be reached, wrong password, wrong sender.
    Trouble(String),
    /// There is nothing to send: no address, or one that is none. No server was asked.
    Unsendable(String),
}

pub(crate) struct Conversation {
    connection: AsyncSmtpConnection,
    /// An answer was waited for in vain. Should it come after all, it would be taken for that to the next letter.
    owes_an_answer: bool,
}

impl Conversation {
    /// Connects, encrypts, introduces itself. The error is the server's word.
    pub async fn open(server: &Server, domain: &str) -> Result<Self, String> {
        match timeout(GREETING, Self::greet(server, domain)).await {
            Ok(Ok(conversation)) => Ok(conversation),
            Ok(Err(error)) => Err(words(&error)),
            Err(_) => Err("сервер не ответил за отведённое время".to_owned()),
        }
    }

    async fn greet(server: &Server, domain: &str) -> Result<Self, Error> {
        let hello = ClientId::Domain(domain.to_owned());
        let place = (server.host.as_str(), server.port);
        let from_the_start = match server.security {
            Security::Tls => Some(tls(server)?),
            Security::None | Security::StartTls => None,
        };
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(place, Some(GREETING), &hello, from_the_start, None).await?;
        if server.security == Security::StartTls {
            connection.starttls(tls(server)?, &hello).await?;
        }
        if let Some(credentials) = &server.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        Ok(Self { connection, owes_an_answer: false })
    }

    /// Hands one letter over. After anything but an acceptance the conversation begins anew or is given up.
    pub async fn hand_over(&mut self, message: &Message, patience: Duration) -> Handed {
        self.owes_an_answer = true;
        let Ok(handed) = timeout(patience, self.say(message)).await else {
            return Handed::Later("сервер не ответил за отведённое время".to_owned());
        };
        self.owes_an_answer = false;
        handed
    }

    async fn say(&mut self, message: &Message) -> Handed {
        let envelope = message.envelope();
        if let Err(error) = self.connection.command(Mail::new(envelope.from().cloned(), vec![])).await {
            return Handed::Trouble(words(&error));
        }
        for to in envelope.to() {
            if let Err(error) = self.connection.command(Rcpt::new(to.clone(), vec![])).await {
                return of_letter(&error);
            }
        }
        if let Err(error) = self.connection.command(Data).await {
            return of_letter(&error);
        }
        match self.connection.message(&message.formatted()).await {
            Ok(response) => Handed::Accepted(response.message().collect::<Vec<_>>().join(" ")),
            Err(error) => of_letter(&error),
        }
    }

    /// Makes ready for the next letter; false: the line is gone.
    pub async fn begin_anew(&mut self) -> bool {
        !self.owes_an_answer && matches!(timeout(GREETING, self.connection.command(Rset)).await, Ok(Ok(_)))
    }

    pub async fn end(mut self) {
        let _ = timeout(GREETING, self.connection.quit()).await;
    }
}

fn tls(server: &Server) -> Result<TlsParameters, Error> {
    let mut builder = TlsParameters::builder(server.host.clone());
    if let Some(root) = &server.own_root {
        builder = builder.add_root_certificate(root.clone());
    }
    builder.build_rustls()
}

/// A refusal that came after the sender had been taken: it is of this letter, unless the server is closing.
fn of_letter(error: &Error) -> Handed {
    let said = words(error);
    match error.status() {
        Some(code) if u16::from(code) == 421 => Handed::Trouble(said),
        Some(_) if error.is_permanent() => Handed::Refused(said),
        // A broken line too: whether the letter was taken is not known, and it is sent again under the same identifier.
        _ => Handed::Later(said),
    }
}

/// `550 no such user`; what broke, where nobody answered.
fn words(error: &Error) -> String {
    let source = error.source().map(ToString::to_string).unwrap_or_default();
    match error.status() {
        Some(code) => format!("{code} {source}").trim_end().to_owned(),
        None => error.to_string(),
    }
}
