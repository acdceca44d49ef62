//! What this room holds on people, the letters that it shows included: they lie a floor below, where nobody is known.

use access::holdings::{As, Fate, Holding, Of};

/// The kinds of letters that a link gives up, by the codes of [`crate::rules::Optional`].
const TOPICS: &[(&str, &str)] = &[
    ("co", "сроки, где организация — соисполнитель"),
    ("asked", "что ждёт решения и что вернули"),
    ("weekly", "сводка недели"),
];

pub const HOLDINGS: &[Holding] = &[
    Holding {
        table: "reminder",
        columns: &["account_id"],
        title: "Напоминания",
        of: Of::Account,
        select: "select day, title, note, deadline, made_at, read_at from reminder where account_id = $1 order by made_at, id",
        labels: &[
            ("day", "День", As::Day),
            ("title", "О чём", As::Text),
            ("note", "Пояснение", As::Text),
            ("deadline", "Срок", As::Day),
            ("made_at", "Когда", As::Moment),
            ("read_at", "Прочитано", As::Moment),
        ],
        fate: Fate::Erased(&["delete from reminder where account_id = $1"]),
    },
    Holding {
        table: "digest",
        columns: &["account_id"],
        title: "Дни, за которые составлена сводка",
        of: Of::Account,
        select: "select day, made_at from digest where account_id = $1 order by day",
        labels: &[("day", "День", As::Day), ("made_at", "Составлена", As::Moment)],
        fate: Fate::Erased(&["delete from digest where account_id = $1"]),
    },
    Holding {
        table: "reminder_choice",
        columns: &["account_id"],
        title: "Настройка напоминаний",
        of: Of::Account,
        select: "select quiet_from, quiet_to, is_quiet_weekends, wants_co, wants_asked, wants_weekly, changed_at
                 from reminder_choice where account_id = $1",
        labels: &[
            ("quiet_from", "Тихие часы с", As::MinuteOfDay),
            ("quiet_to", "Тихие часы до", As::MinuteOfDay),
            ("is_quiet_weekends", "Тишина в выходные", As::Text),
            ("wants_co", "О мероприятиях, где вы соисполнитель", As::Text),
            ("wants_asked", "О том, что у вас просят", As::Text),
            ("wants_weekly", "Сводка недели", As::Text),
            ("changed_at", "Изменена", As::Moment),
        ],
        fate: Fate::Erased(&["delete from reminder_choice where account_id = $1"]),
    },
    Holding {
        table: "unsubscribe_link",
        columns: &["account_id"],
        title: "Ссылки отказа от писем",
        of: Of::Account,
        select: "select topics, made_at from unsubscribe_link where account_id = $1 order by made_at",
        labels: &[("topics", "От чего", As::OneOf(TOPICS)), ("made_at", "Создана", As::Moment)],
        fate: Fate::Erased(&["delete from unsubscribe_link where account_id = $1"]),
    },
    Holding {
        table: "letter",
        columns: &["account_id", "address", "subject", "text", "answer"],
        title: "Письма",
        of: Of::Account,
        select: "select subject, created_at, settled_at, state from letter
                 where account_id = $1 or address = (select email from account where id = $1) order by created_at, id",
        labels: &[
            ("subject", "Тема", As::Text),
            ("created_at", "Написано", As::Moment),
            ("settled_at", "Отправлено или отложено", As::Moment),
            (
                "state",
                "Состояние",
                As::OneOf(&[("waiting", "ждёт отправки"), ("sent", "отправлено"), ("aside", "отложено")]),
            ),
        ],
        fate: Fate::Erased(&[
            "delete from letter where account_id = $1 or address = (select email from account where id = $1)",
        ]),
    },
];

#[cfg(test)]
mod tests {
    use super::TOPICS;
    use crate::rules::Optional;

    #[test]
    fn every_kind_that_may_be_given_up_has_its_words() {
        assert_eq!(
            TOPICS.iter().map(|(code, _)| *code).collect::<Vec<_>>(),
            Optional::ALL.map(Optional::code)
        );
    }
}
