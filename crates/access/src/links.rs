//! Links that work once, made for somebody: a new password, a confirmed address.

use ::store::{Moment, Tx};

use crate::letters::{self, Change};
use crate::sessions::random_token;
use crate::store::{self as sql, LinkKind};
use crate::{House, PageError};

/// A letter is read within a day; what a curator hands over by telephone or on paper, too.
const LINK_LIVES: Moment = 24 * 3600 * 1_000_000;

/// Sends the letter whose link proves that an address is the account's.
pub async fn ask_to_confirm(
    tx: &mut Tx,
    house: &House,
    account_id: &str,
    login: &str,
    email: &str,
) -> Result<(), PageError> {
    let token = random_token().map_err(PageError::Internal)?;
    let now = house.clock.now();
    let until = now + LINK_LIVES;
    sql::make_link(tx, LinkKind::Email, &token, account_id, Some(email), false, (now, until)).await?;
    letters::send(tx, house, letters::confirm_address(house, email, login, &token, until)).await?;
    Ok(())
}

/// Makes the link by which the owner of a lost password sets a new one, for the curator to hand over: its path and until
/// when it works. Whoever was inside goes out at once. Who may do it has been decided before.
pub async fn password_link(
    tx: &mut Tx,
    house: &House,
    account_id: &str,
    login: &str,
    drops_second_factor: bool,
) -> Result<(String, Moment), PageError> {
    let token = random_token().map_err(PageError::Internal)?;
    let now = house.clock.now();
    let until = now + LINK_LIVES;
    sql::make_link(tx, LinkKind::Password, &token, account_id, None, drops_second_factor, (now, until))
        .await?;
    sql::end_sessions_of_account(tx, account_id).await?;
    letters::send(tx, house, letters::changed(house, account_id, login, Change::PasswordByCurator, ""))
        .await?;
    Ok((format!("/password/{token}"), until))
}
