//! Taking up an invitation: with a new account, or with the one in which the invited has signed in already. The page is a
//! higher room's, which knows people and their posts; the account and its session are made here, in that page's transaction.

use axum::http::{HeaderMap, HeaderValue, header};
use store::Tx;

use crate::audit::{self, Event, Who};
use crate::entrance::{another_token, begin_session};
use crate::links::ask_to_confirm;
use crate::store::{self as sql, Invitation};
use crate::tries::Try;
use crate::{House, MembershipState, PageError, Visitor, check_password, passwords};

/// Who has taken the invitation up.
pub struct Accepted {
    pub account_id: String,
    pub membership_id: String,
    /// Cookies of the session under the new role.
    pub cookies: HeaderMap,
}

/// Charges a look behind the link: nobody tries logins through invitations by the thousand.
pub async fn take_try(house: &House, visitor: &Visitor) -> Result<(), PageError> {
    Try::at_link(&visitor.client).take(house).await
}

const LOGIN_SIGNS: std::ops::RangeInclusive<usize> = 3..=64;

/// What is wrong with a login that somebody has thought of.
pub fn login_fault(login: &str) -> Option<&'static str> {
    let is_sign = |sign: char| sign.is_alphanumeric() || matches!(sign, '.' | '_' | '-' | '@');
    let login = login.trim();
    if !LOGIN_SIGNS.contains(&login.chars().count()) {
        return Some("Логин — от 3 до 64 знаков.");
    }
    (!login.chars().all(is_sign)).then_some("В логине допустимы буквы, цифры, точка, дефис, «_» и «@».")
}

/// What is wrong with the account that somebody wants to make: the field and the words for it.
pub async fn account_fault(
    house: &House,
    login: &str,
    name: &str,
    password: &str,
) -> Result<Option<(&'static str, String)>, PageError> {
    if let Some(fault) = login_fault(login) {
        return Ok(Some(("login", fault.to_owned())));
    }
    if !sql::login_is_free(&house.db, login).await? {
        let taken = "Этот логин занят. Придумайте другой; если он ваш, сначала войдите под ним.";
        return Ok(Some(("login", taken.to_owned())));
    }
    Ok(check_password(password, &[login, name]).err().map(|fault| ("password", fault.to_string())))
}

/// The hash for [`with_new_account`]; made before the transaction, because it takes its time on purpose.
pub async fn hash_password(house: &House, password: &str) -> Result<String, PageError> {
    passwords::hash(password.to_owned(), &house.settings).await.map_err(PageError::Internal)
}

/// An invitation that was used, withdrawn or has grown old, in kind words.
pub fn is_over() -> PageError {
    PageError::LinkIsOver {
        what: "Приглашение уже принято, отозвано, заменено новым, или его срок истёк.".into(),
        next: "Попросите того, кто вас пригласил, прислать новую ссылку. Если вы уже приняли приглашение, просто войдите.".into(),
    }
}

/// Takes an invitation up with a new account and signs its owner in.
pub async fn with_new_account(
    tx: &mut Tx,
    house: &House,
    visitor: &Visitor,
    invitation: &Invitation,
    (login, name, password_hash): (&str, &str, &str),
) -> Result<Accepted, PageError> {
    let account_id = sql::add_account(tx, login, name, password_hash, house.clock.now()).await?;
    let membership_id = give(tx, house, visitor, invitation, &account_id).await?;
    if let Some(email) = &invitation.email
        && house.sends_letters()
    {
        ask_to_confirm(tx, house, &account_id, &sql::fold_login(login), email).await?;
    }
    let begun = begin_session(tx, house, visitor, &account_id).await?;
    Ok(Accepted { account_id, membership_id, cookies: begun.cookies })
}

/// Takes an invitation up as whoever has signed in, and turns the session to the new role.
pub async fn with_own_account(
    tx: &mut Tx,
    house: &House,
    visitor: &Visitor,
    headers: &HeaderMap,
    invitation: &Invitation,
) -> Result<Accepted, PageError> {
    let session = visitor.session.clone().ok_or(PageError::NotFound)?;
    let account_id = visitor.account_id().to_owned();
    let membership_id = give(tx, house, visitor, invitation, &account_id).await?;
    // A role that begins later is not yet to be acted under: the session stays as it is.
    sql::switch_membership(tx, &session.id, &account_id, &membership_id, house.clock.today()).await?;
    let mut cookies = HeaderMap::new();
    let fresh: [(header::HeaderName, HeaderValue); 1] =
        another_token(tx, house, &session.id, headers).await?;
    cookies.extend(fresh);
    Ok(Accepted { account_id, membership_id, cookies })
}

async fn give(
    tx: &mut Tx,
    house: &House,
    visitor: &Visitor,
    invitation: &Invitation,
    account_id: &str,
) -> Result<String, PageError> {
    let now = house.clock.now();
    // A whole class that accepts behind one address guesses nothing.
    Try::at_link(&visitor.client).give_back(tx).await?;
    let role = invitation.role().ok_or_else(is_over)?;
    let membership_id = sql::add_term_membership(
        tx,
        account_id,
        &invitation.place(),
        role,
        MembershipState::Active,
        invitation.term(),
        invitation.deputy_of.as_deref(),
        now,
    )
    .await?;
    if !sql::mark_accepted(tx, &invitation.id, &membership_id, now).await? {
        return Err(is_over());
    }
    let who = Who::account(account_id);
    let event = Event {
        act: "invitation.accepted",
        object: ("invitation", &invitation.id),
        what: "Приглашение принято",
    };
    audit::note(tx, house, &who, event).await?;
    let what = format!("Полномочия приняты по приглашению: {}", house.role_title(role));
    let event = Event { act: "membership.accepted", object: ("membership", &membership_id), what: &what };
    audit::note(tx, house, &who, event).await?;
    Ok(membership_id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logins_are_words_that_can_be_told_by_telephone() {
        for good in ["anna", "школа-15", "a.b_c@school", " with-spaces-around "] {
            assert_eq!(login_fault(good), None, "{good}");
        }
        for bad in ["", "ab", "two words", "a\nb", "<b>", &"я".repeat(65)] {
            assert!(login_fault(bad).is_some(), "{bad}");
        }
    }
}
