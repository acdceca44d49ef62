//! The postman: takes waiting letters out and settles what became of each.

use std::future::Future;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use lettre::{Address, Message};
use store::{Clock, Db, Moment, Result};
use tokio::io::AsyncWriteExt;

use crate::conversation::{Conversation, Handed};
use crate::message::compose;
use crate::store::{self as letters, LetterRow};
use crate::{Server, Settings, Way, rules};

/// A postman that has not come back within his lease is taken for dead; longer than any conversation lasts.
const LEASE: Moment = 5 * 60 * 1_000_000;

type Looked = Pin<Box<dyn Future<Output = Result<Option<String>>> + Send>>;
/// Where an account's letters go today: the room that knows accounts lies above this one, and is asked.
pub type AddressBook = Arc<dyn Fn(String) -> Looked + Send + Sync>;

#[derive(Clone)]
pub struct Postman {
    db: Db,
    clock: Clock,
    settings: Settings,
    addresses: AddressBook,
}

impl Postman {
    pub fn new(db: Db, clock: Clock, settings: Settings, addresses: AddressBook) -> Self {
        Self { db, clock, settings, addresses }
    }

    /// Works until the program ends, looking for letters every second.
    pub async fn work(self) {
        loop {
            let pause = match self.deliver_due().await {
                Ok(_) => 1,
                Err(error) => {
                    tracing::error!(%error, "letters");
                    5
                }
            };
            tokio::time::sleep(Duration::from_secs(pause)).await;
        }
    }

    /// Takes out everything that is due, over one line; answers how many letters were settled.
    pub async fn deliver_due(&self) -> Result<u32> {
        if matches!(self.settings.way, Way::Nowhere) {
            return Ok(0);
        }
        let mut settled = 0;
        let mut line = None;
        loop {
            let now = self.clock.now();
            let Some(letter) = letters::claim(&self.db, now, now + LEASE).await? else { break };
            let handed = self.hand_over(&letter, &mut line).await?;
            self.settle(&letter, &handed).await?;
            settled += 1;
            if matches!(handed, Handed::Trouble(_)) {
                break;
            }
        }
        if let Some(line) = line {
            line.end().await;
        }
        Ok(settled)
    }

    async fn hand_over(&self, letter: &LetterRow, line: &mut Option<Conversation>) -> Result<Handed> {
        let address = match (&letter.address, &letter.account_id) {
            (Some(address), _) => Some(address.clone()),
            (None, Some(account_id)) => (self.addresses)(account_id.clone()).await?,
            (None, None) => None,
        };
        let Some(address) = address else {
            return Ok(Handed::Unsendable("у получателя не указан адрес почты".to_owned()));
        };
        let Ok(address) = address.trim().parse::<Address>() else {
            return Ok(Handed::Unsendable("адрес почты получателя записан с ошибкой".to_owned()));
        };
        let message = match compose(letter, address, &self.settings) {
            Ok(message) => message,
            Err(error) => return Ok(Handed::Unsendable(format!("письмо не составлено: {error}"))),
        };
        Ok(match &self.settings.way {
            Way::Nowhere => Handed::Trouble("почтовый сервер не указан".to_owned()),
            Way::Folder(folder) => match put(folder, &letter.id, &message).await {
                Ok(()) => Handed::Accepted("письмо положено в папку".to_owned()),
                Err(error) => Handed::Trouble(format!("письмо не записано в папку: {error}")),
            },
            Way::Server(server) => self.talk(server, &message, line).await,
        })
    }

    async fn talk(&self, server: &Server, message: &Message, line: &mut Option<Conversation>) -> Handed {
        let mut conversation = match line.take() {
            Some(open) => open,
            None => match Conversation::open(server, self.settings.domain()).await {
                Ok(opened) => opened,
                Err(words) => return Handed::Trouble(words),
            },
        };
        let handed = conversation.hand_over(message, self.settings.patience).await;
        let is_fit = match handed {
            Handed::Accepted(_) => true,
            Handed::Refused(_) | Handed::Later(_) => conversation.begin_anew().await,
            Handed::Trouble(_) | Handed::Unsendable(_) => false,
        };
        if is_fit {
            *line = Some(conversation);
        }
        handed
    }

    /// Writes down what became of a letter. The log names the letter and the outcome; addresses and the server's words,
    /// which may hold one, stay in the database.
    async fn settle(&self, letter: &LetterRow, handed: &Handed) -> Result<()> {
        let now = self.clock.now();
        let (id, kind) = (&letter.id, &letter.kind);
        let mut tx = self.db.begin().await?;
        match handed {
            Handed::Accepted(words) => {
                let keeps_text = matches!(self.settings.way, Way::Folder(_));
                letters::settle_sent(&mut tx, id, &rules::kept_words(words), keeps_text, now).await?;
                letters::note_recovery(&mut tx).await?;
                tracing::info!(letter = id, kind, "letter sent");
            }
            Handed::Refused(words) => {
                letters::lay_aside(&mut tx, id, &rules::kept_words(words), now).await?;
                letters::note_recovery(&mut tx).await?;
                tracing::warn!(letter = id, kind, "letter refused and laid aside");
            }
            Handed::Later(words) => {
                let words = rules::kept_words(words);
                match rules::next_try(letter.attempts, now, letter.try_until) {
                    Some(try_at) => letters::postpone(&mut tx, id, &words, try_at).await?,
                    None => letters::lay_aside(&mut tx, id, &words, now).await?,
                }
                letters::note_recovery(&mut tx).await?;
                tracing::warn!(letter = id, kind, attempt = letter.attempts, "letter not taken yet");
            }
            Handed::Unsendable(words) => {
                letters::lay_aside(&mut tx, id, &rules::kept_words(words), now).await?;
                tracing::warn!(letter = id, kind, "letter without a usable address laid aside");
            }
            Handed::Trouble(words) => {
                letters::release(&mut tx, id).await?;
                let failures = letters::server(&mut tx).await?.failures + 1;
                let resume_at = now + rules::rest(failures);
                letters::note_trouble(&mut tx, &rules::kept_words(words), resume_at, now).await?;
                tracing::error!(failures, "the mail server takes no letters");
            }
        }
        tx.commit().await
    }
}

/// Puts the letter into the folder, whole or not at all; a letter put again is the same file.
async fn put(folder: &Path, id: &str, message: &Message) -> std::io::Result<()> {
    tokio::fs::create_dir_all(folder).await?;
    let unfinished = folder.join(format!("{id}.part"));
    let mut file = tokio::fs::File::create(&unfinished).await?;
    file.write_all(&message.formatted()).await?;
    file.sync_all().await?;
    tokio::fs::rename(&unfinished, folder.join(format!("{id}.eml"))).await?;
    tokio::fs::File::open(folder).await?.sync_all().await
}
