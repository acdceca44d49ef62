//! What this room holds on people.

use crate::holdings::{As, Fate, Holding, Of};

pub const HOLDINGS: &[Holding] = &[
    Holding {
        table: "session",
        columns: &["account_id", "membership_id"],
        title: "Сеансы входа",
        of: Of::Account,
        select: "select created_at, expires_at from session where account_id = $1 order by created_at",
        labels: &[("created_at", "Вход", As::Moment), ("expires_at", "Действует до", As::Moment)],
        fate: Fate::Erased(&["delete from session where account_id = $1"]),
    },
    Holding {
        table: "api_token",
        columns: &["membership_id", "created_by"],
        title: "Ключи доступа: свои и созданные для других",
        of: Of::Account,
        select: "select t.title, t.created_at, t.expires_at, t.revoked_at from api_token t
                 join membership m on m.id = t.membership_id
                 where m.account_id = $1 or t.created_by = $1 order by t.created_at, t.id",
        labels: &[
            ("title", "Название", As::Text),
            ("created_at", "Создан", As::Moment),
            ("expires_at", "Действует до", As::Moment),
            ("revoked_at", "Отозван", As::Moment),
        ],
        // A token that the erased made for another stays; its maker is an id without a name then.
        fate: Fate::Erased(&[
            "delete from api_token where membership_id in (select id from membership where account_id = $1)",
        ]),
    },
    Holding {
        table: "membership",
        columns: &["account_id"],
        title: "Полномочия в организациях",
        of: Of::Account,
        select: "select org_title, role, state, created_at from membership where account_id = $1 order by created_at, id",
        labels: &[
            ("org_title", "Организация", As::Text),
            ("role", "Роль", As::Role),
            (
                "state",
                "Состояние",
                As::OneOf(&[
                    ("invited", "приглашён"),
                    ("active", "действуют"),
                    ("suspended", "приостановлены"),
                    ("ended", "завершены"),
                ]),
            ),
            ("created_at", "С какого времени", As::Moment),
        ],
        fate: Fate::Anonymised(&["update membership set state = 'ended' where account_id = $1"]),
    },
    Holding {
        table: "account",
        columns: &["login", "name", "password_hash"],
        title: "Учётная запись",
        of: Of::Account,
        select: "select login, name, created_at, is_closed from account where id = $1",
        labels: &[
            ("login", "Логин", As::Text),
            ("name", "Имя", As::Text),
            ("created_at", "Создана", As::Moment),
            ("is_closed", "Закрыта", As::Text),
        ],
        // The id stays: the journal and the documents go on referring to it.
        fate: Fate::Anonymised(&[
            "update account set login = 'erased-' || id, name = $2, password_hash = '', is_closed = true where id = $1",
        ]),
    },
    Holding {
        table: "audit_entry",
        columns: &["account_id"],
        title: "Действия в журнале",
        of: Of::Account,
        select: "select at, act, what from audit_entry where account_id = $1 order by seq",
        labels: &[("at", "Когда", As::Moment), ("act", "Код", As::Text), ("what", "Что сделано", As::Text)],
        fate: Fate::Kept(
            "журнал действий не изменяется: в нём номер учётной записи, имени в нём нет; по закону журнал доказывает, что сведения удалены",
        ),
    },
    Holding {
        table: "audit_entry",
        columns: &["object_id"],
        title: "Обращения к карточке",
        of: Of::Person,
        select: "select at, act, what, role from audit_entry where object_kind = 'person' and object_id = $1 order by seq",
        labels: &[
            ("at", "Когда", As::Moment),
            ("act", "Код", As::Text),
            ("what", "Что сделано", As::Text),
            ("role", "Роль того, кто обращался", As::Role),
        ],
        fate: Fate::Kept("журнал действий не изменяется; имени в нём нет"),
    },
];
