//! A try at guessing something, charged before it is looked at and given back when it was right.

use store::{Moment, Result, Tx};

use crate::client::Client;
use crate::limits::{ANSWERS, CODES, FORGOTTEN, KNOWN_DEVICE, LINKS, Limit, NETWORK, STRANGERS};
use crate::{House, PageError, store as sql};

/// The allowances that one try is charged to.
pub(crate) struct Try(Vec<(Limit, String)>);

impl Try {
    /// At a password. Whoever knows the account's owner as a neighbour cannot spend the owner's own allowance: a browser in
    /// which the owner has signed in before counts by itself, and so does not hang on its network's neighbours either.
    pub async fn at_password(house: &House, client: &Client, login: &str) -> Result<Self> {
        let login = sql::fold_login(login);
        if let Some(device) = &client.device_token
            && sql::is_known_device(&house.db, device, &login).await?
        {
            return Ok(Self::of(&[(KNOWN_DEVICE, &format!("{device}:{login}"))]));
        }
        Ok(Self::of(&[(STRANGERS, &login), (NETWORK, &client.network())]))
    }

    /// At one's own password within a session of one's own.
    pub fn at_own_password(session_id: &str) -> Self {
        Self::of(&[(KNOWN_DEVICE, session_id)])
    }

    /// At the code of a second factor.
    pub fn at_code(account_id: &str) -> Self {
        Self::of(&[(CODES, account_id)])
    }

    /// At having a letter sent to whoever has this login.
    pub fn at_forgotten(client: &Client, login: &str) -> Self {
        Self::of(&[(FORGOTTEN, &sql::fold_login(login)), (NETWORK, &client.network())])
    }

    /// At a form behind a link.
    pub fn at_link(client: &Client) -> Self {
        Self::of(&[(LINKS, &client.network())])
    }

    /// At beginning to answer behind an open link.
    pub fn at_answering(client: &Client) -> Self {
        Self::of(&[(ANSWERS, &client.network())])
    }

    fn of(charged: &[(Limit, &str)]) -> Self {
        Self(charged.iter().map(|(limit, of)| (*limit, limit.key(of))).collect())
    }

    /// Takes the try, or tells how long to wait for one. A refusal only reads: a flood does not keep the disk busy.
    pub async fn take(&self, house: &House) -> std::result::Result<(), PageError> {
        let now = house.clock.now();
        self.refuse_early(house, now).await?;
        let mut tx = house.db.begin().await?;
        for (limit, key) in &self.0 {
            if !sql::charge(&mut tx, *limit, key, now).await? {
                return Err(PageError::TooManyTries { seconds: seconds(limit.every) });
            }
        }
        // Allowances are no deed: the journal has a line of what was tried successfully, and of what was refused for good.
        tx.mark_noted();
        tx.commit().await?;
        Ok(())
    }

    async fn refuse_early(&self, house: &House, now: Moment) -> std::result::Result<(), PageError> {
        let mut wait = 0;
        for (limit, key) in &self.0 {
            wait = wait.max(sql::wait_of(&house.db, *limit, key, now).await?);
        }
        if wait > 0 { Err(PageError::TooManyTries { seconds: seconds(wait) }) } else { Ok(()) }
    }

    /// Whether this try was the last one for now.
    pub async fn is_spent(&self, house: &House) -> Result<bool> {
        let now = house.clock.now();
        let mut is_spent = false;
        for (limit, key) in &self.0 {
            is_spent |= sql::wait_of(&house.db, *limit, key, now).await? > 0;
        }
        Ok(is_spent)
    }

    /// It was no guess.
    pub async fn give_back(&self, tx: &mut Tx) -> Result<()> {
        for (limit, key) in &self.0 {
            sql::refund(tx, *limit, key).await?;
        }
        Ok(())
    }
}

fn seconds(wait: Moment) -> i64 {
    (wait / 1_000_000).max(1)
}

/// Takes one of the allowances with which strangers of one network begin to answer behind an open link.
pub async fn begin_answering(house: &House, visitor: &crate::Visitor) -> std::result::Result<(), PageError> {
    Try::at_answering(&visitor.client).take(house).await
}
