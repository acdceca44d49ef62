//! Letters in words, for an administrator and for the visitors of the demonstration.

use std::collections::BTreeMap;

use access::House;
use access::readers::AccountName;
use mail::store::ServerRow;
use mail::{LetterRow, LetterState, Security, Way};

use super::moment;

/// A letter in a list.
pub(super) struct Line {
    pub id: String,
    pub subject: String,
    pub to: String,
    pub made: String,
    pub state: &'static str,
    pub class: &'static str,
    pub sign: &'static str,
    pub answer: String,
}

/// Names by account.
pub(super) type Names = BTreeMap<String, AccountName>;

pub(super) fn names(all: Vec<AccountName>) -> Names {
    all.into_iter().map(|one| (one.id.clone(), one)).collect()
}

pub(super) fn state_of(letter: &LetterRow) -> LetterState {
    LetterState::from_code(&letter.state).unwrap_or(LetterState::Aside)
}

pub(super) fn state_words(state: LetterState) -> (&'static str, &'static str, &'static str) {
    match state {
        LetterState::Waiting => ("ждёт отправки", "soon", "◔"),
        LetterState::Sent => ("отправлено", "done", "✓"),
        LetterState::Aside => ("отложено", "overdue", "!"),
    }
}

/// Whom a letter is for: a person where one is known, else the address on it.
pub(super) fn addressee(letter: &LetterRow, names: &Names) -> String {
    if let Some(address) = &letter.address {
        return address.clone();
    }
    match letter.account_id.as_ref().and_then(|id| names.get(id)) {
        Some(account) => format!("{} ({})", account.name, account.login),
        None => "удалённая учётная запись".to_owned(),
    }
}

pub(super) fn line(house: &House, letter: LetterRow, names: &Names) -> Line {
    let (state, class, sign) = state_words(state_of(&letter));
    Line {
        to: addressee(&letter, names),
        made: moment(house, letter.created_at),
        id: letter.id,
        subject: letter.subject,
        state,
        class,
        sign,
        answer: letter.answer,
    }
}

/// «Письма отправляет сервер post.example:587, соединение шифруется (STARTTLS)».
pub(super) fn way(house: &House) -> String {
    match &house.settings.mail.way {
        Way::Nowhere => "Почтовый сервер не указан: письма ждут здесь. Как указать его, сказано в руководстве администратора.".to_owned(),
        Way::Folder(_) => "В демонстрации письма никуда не отправляются: они складываются в папку mail рядом с данными.".to_owned(),
        Way::Server(server) => {
            let line = match server.security {
                Security::None => "без шифрования, на этой же машине",
                Security::StartTls => "соединение шифруется (STARTTLS)",
                Security::Tls => "соединение шифруется (TLS)",
            };
            format!("Письма отправляет сервер {}:{}, {line}; от кого — {}.", server.host, server.port, house.settings.mail.from)
        }
    }
}

/// What is wrong with the server, in words; `None` when nothing is known to be.
pub(super) fn trouble(house: &House, server: &ServerRow) -> Option<(String, String)> {
    let since = server.since?;
    let what = format!("Почтовый сервер не принимает письма с {}", moment(house, since));
    let next =
        format!("{}. Письма ждут; следующая попытка — {}.", server.trouble, moment(house, server.resume_at));
    Some((what, next))
}

/// What a letter is, by its code.
pub(super) fn kind(code: &str) -> &str {
    match code {
        "reminders.digest" => "напоминания",
        "access.invitation" => "приглашение в систему",
        "access.password" => "ссылка, чтобы задать пароль",
        "access.email" => "подтверждение адреса для писем",
        "access.security" => "уведомление о входе и защите учётной записи",
        other => other,
    }
}
