//! This room's own source: an administrator is told when letters do not reach anybody.

use access::{Actor, House, PageResult, Role};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use jiff::civil::Date;
use mail::LetterState;

use crate::rules::{Due, Topic};

/// Letters laid aside, and a server that takes none. Each new letter laid aside is told anew.
pub fn due<'a>(house: &'a House, people: &'a [Actor], _: Date) -> BoxFuture<'a, PageResult<Vec<Vec<Due>>>> {
    async move {
        let aside = mail::store::page(&house.db, Some(LetterState::Aside), "", 1).await?;
        let server = mail::store::server(&house.db).await?;
        let mut dues = Vec::new();
        if let Some(newest) = aside.first() {
            dues.push(asked(
                format!("mail/aside/{}", newest.id),
                "Письма отложены: их никто не принял",
                "Посмотрите, что ответил сервер, и отправьте ещё раз",
                "/admin/mail?state=aside",
            ));
        }
        if let Some(since) = server.since {
            dues.push(asked(
                format!("mail/trouble/{since}"),
                "Почтовый сервер не принимает письма",
                &server.trouble,
                "/admin/mail",
            ));
        }
        let is_administrator = |person: &Actor| person.role() == Some(Role::Administrator);
        Ok(people
            .iter()
            .map(|person| if is_administrator(person) { dues.clone() } else { Vec::new() })
            .collect())
    }
    .boxed()
}

fn asked(key: String, title: &str, note: &str, href: &str) -> Due {
    Due {
        key,
        topic: Topic::Asked,
        deadline: None,
        title: title.to_owned(),
        note: note.to_owned(),
        href: href.to_owned(),
    }
}
