//! Letters about access: what they say. The room `mail` takes them in the transaction of what they tell of.

use ::store::{Moment, Result, Tx};
use mail::{NewLetter as Letter, Way};

pub use mail::To;

use crate::House;
use crate::store::email_of;

impl House {
    /// Whether letters with links can be sent. An installation without mail gives its links by hand: nothing depends on letters.
    pub fn sends_letters(&self) -> bool {
        !matches!(self.settings.mail.way, Way::Nowhere)
    }

    /// An address of this site for a letter.
    pub(crate) fn link(&self, path: &str) -> String {
        format!("{}{path}", self.settings.public_url)
    }
}

/// Queues a letter; without mail, and for an account without an address, nothing happens.
pub async fn send(tx: &mut Tx, house: &House, letter: Letter) -> Result<()> {
    if !house.sends_letters() {
        return Ok(());
    }
    if let To::Account(account_id) = &letter.to
        && email_of(&mut *tx, account_id).await?.is_none()
    {
        return Ok(());
    }
    mail::queue(tx, &letter, house.clock.now()).await
}

/// What an invitation's letter says.
#[derive(Debug, Clone)]
pub struct InvitationWords<'a> {
    /// Full name of the invited; may be empty.
    pub name: &'a str,
    pub inviter: &'a str,
    pub organisation: &'a str,
    pub role: &'a str,
    /// «по 31 августа 2025»; empty without limits.
    pub term: &'a str,
    pub token: &'a str,
    pub expires_at: Moment,
}

pub fn invitation(house: &House, to: To, words: &InvitationWords<'_>) -> Letter {
    let InvitationWords { name, inviter, organisation, role, term, token, expires_at } = words;
    let greeting = if name.is_empty() {
        "Здравствуйте!".to_owned()
    } else {
        format!("Здравствуйте, {name}!")
    };
    let term =
        if term.is_empty() { String::new() } else { format!("Срок полномочий: {term}\n") };
    let text = format!(
        "{greeting}\n\n\
         {inviter} приглашает вас в Библиосеть — рабочую систему сети школьных библиотек.\n\n\
         Организация: {organisation}\n\
         Роль: {role}\n\
         {term}\n\
         Чтобы принять приглашение, откройте ссылку. Она действует до {} и сработает один раз:\n\
         {}\n\n\
         По ссылке вы выберете логин и пароль. Если учётная запись в Библиосети у вас уже есть, войдите под ней.\n\n\
         Если вы не ждали этого письма, ничего делать не нужно: без вас доступ не появится.",
        moment(house, *expires_at),
        house.link(&format!("/invitation/{token}")),
    );
    letter(house, to, "access.invitation", format!("Приглашение в Библиосеть: {organisation}"), &text)
}

/// The link for a new password, asked for by whoever has forgotten the old one.
pub(crate) fn forgotten(house: &House, account_id: &str, login: &str, token: &str, until: Moment) -> Letter {
    let text = format!(
        "Здравствуйте!\n\n\
         Кто-то, вероятно вы, попросил новый пароль для учётной записи «{login}». Задать его можно по ссылке, она действует \
         до {} и сработает один раз:\n\
         {}\n\n\
         Если это были не вы, ничего делать не нужно: прежний пароль действует, пока ссылкой никто не воспользовался.",
        moment(house, until),
        house.link(&format!("/password/{token}")),
    );
    letter(
        house,
        To::Account(account_id.to_owned()),
        "access.password",
        "Новый пароль для Библиосети".into(),
        &text,
    )
}

/// The link that proves that a mailbox is whose it is said to be.
pub(crate) fn confirm_address(
    house: &House,
    address: &str,
    login: &str,
    token: &str,
    until: Moment,
) -> Letter {
    let text = format!(
        "Здравствуйте!\n\n\
         Этот адрес указан для учётной записи «{login}» в Библиосети. Чтобы подтвердить его, откройте ссылку до {}:\n\
         {}\n\n\
         Если вы ничего не указывали, не открывайте ссылку: адрес не будет использоваться.",
        moment(house, until),
        house.link(&format!("/email/{token}")),
    );
    letter(
        house,
        To::Address(address.to_owned()),
        "access.email",
        "Подтвердите адрес для Библиосети".into(),
        &text,
    )
}

/// What its owner is told when something about an account has changed: whoever did not do it must learn of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    Password,
    PasswordByCurator,
    AddressTo,
    AddressAway,
    SecondFactorOn,
    SecondFactorOff,
    NewDevice,
}

impl Change {
    const fn subject(self) -> &'static str {
        match self {
            Self::Password => "Пароль в Библиосети изменён",
            Self::PasswordByCurator => "Куратор выдал ссылку для нового пароля",
            Self::AddressTo => "Адрес для писем Библиосети подтверждён",
            Self::AddressAway => "Адрес для писем Библиосети меняется",
            Self::SecondFactorOn => "Второй фактор в Библиосети включён",
            Self::SecondFactorOff => "Второй фактор в Библиосети отключён",
            Self::NewDevice => "Вход в Библиосеть с нового устройства",
        }
    }

    const fn what(self) -> &'static str {
        match self {
            Self::Password => "Пароль изменён, все другие сеансы завершены.",
            Self::PasswordByCurator => {
                "Ваш куратор выдал одноразовую ссылку, по которой задаётся новый пароль. Все сеансы завершены."
            }
            Self::AddressTo => "Теперь письма Библиосети приходят на этот адрес.",
            Self::AddressAway => {
                "Для учётной записи указан другой адрес; он заменит этот, как только будет подтверждён."
            }
            Self::SecondFactorOn => "Теперь при входе, кроме пароля, нужен код из приложения на телефоне.",
            Self::SecondFactorOff => "Теперь для входа достаточно пароля.",
            Self::NewDevice => "В учётную запись вошли с устройства, с которого раньше не входили.",
        }
    }
}

pub(crate) fn changed(house: &House, account_id: &str, login: &str, change: Change, details: &str) -> Letter {
    let details =
        if details.is_empty() { String::new() } else { format!("\nУстройство: {details}") };
    let text = format!(
        "Здравствуйте!\n\n\
         {}\n\n\
         Учётная запись: {login}\n\
         Когда: {}{details}\n\n\
         Если это были не вы, задайте новый пароль ({}) и сообщите куратору.",
        change.what(),
        moment(house, house.clock.now()),
        house.link("/password/forgot"),
    );
    letter(house, To::Account(account_id.to_owned()), "access.security", change.subject().to_owned(), &text)
}

fn letter(house: &House, to: To, kind: &'static str, subject: String, text: &str) -> Letter {
    let text = format!("{text}\n\n—\nБиблиосеть · {}\n", house.region.region.name);
    Letter { to, kind, subject, text }
}

/// «15 октября 2024, 10:00», by the region's clock.
pub fn moment(house: &House, at: Moment) -> String {
    let at = house.clock.zoned(at);
    format!("{}, {:02}:{:02}", ui::ru::date_long(at.date()), at.hour(), at.minute())
}

/// What is wrong with an address. Whether there is a mailbox only a letter finds out; the text must not break a header.
pub fn address_fault(text: &str) -> Option<&'static str> {
    const MAX: usize = 254;
    let fits = |part: &str| {
        !part.is_empty() && !part.starts_with('.') && !part.ends_with('.') && !part.contains("..")
    };
    let sound = text.len() <= MAX
        && text.is_ascii()
        && !text.bytes().any(|byte| {
            byte.is_ascii_whitespace() || byte.is_ascii_control() || b"<>()[],;:\\\"".contains(&byte)
        })
        && text.split_once('@').is_some_and(|(name, host)| {
            fits(name) && fits(host) && host.contains('.') && !host.contains('@')
        });
    (!sound).then_some("Адрес электронной почты записан неверно. Пример: biblioteka@school.example")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_could_break_a_letter_are_refused() {
        for good in ["a@b.ru", "biblioteka+1@school-15.khv.example", "o'neil@x.example"] {
            assert_eq!(address_fault(good), None, "{good}");
        }
        for bad in [
            "",
            "a",
            "a@b",
            "@b.ru",
            "a@",
            "a@.ru",
            "a@b..ru",
            "a b@c.ru",
            "a@b.ru\r\nBcc: x@y.ru",
            "a@b.ru,c@d.ru",
            "<a@b.ru>",
            "a@b@c.ru",
            "почта@школа.рф",
            &format!("{}@b.ru", "a".repeat(250)),
        ] {
            assert!(address_fault(bad).is_some(), "{bad}");
        }
    }
}
