//! What this room holds on people.

use crate::holdings::{As, Fate, Holding, Of};

pub const HOLDINGS: &[Holding] = &[
    Holding {
        table: "session",
        columns: &["account_id", "membership_id"],
        title: "Сеансы входа",
        of: Of::Account,
        select: "select created_at, seen_at, expires_at, device, place from session where account_id = $1 order by created_at",
        labels: &[
            ("created_at", "Вход", As::Moment),
            ("seen_at", "Последнее обращение", As::Moment),
            ("expires_at", "Действует до", As::Moment),
            ("device", "Устройство", As::Text),
            ("place", "Откуда", As::Text),
        ],
        fate: Fate::Erased(&["delete from session where account_id = $1"]),
    },
    Holding {
        table: "known_device",
        columns: &["account_id"],
        title: "Браузеры, из которых вы уже входили",
        of: Of::Account,
        select: "select seen_at from known_device where account_id = $1 order by seen_at",
        labels: &[("seen_at", "Последний вход", As::Moment)],
        fate: Fate::Erased(&["delete from known_device where account_id = $1"]),
    },
    Holding {
        table: "half_sign_in",
        columns: &["account_id"],
        title: "Незаконченные входы",
        of: Of::Account,
        select: "select expires_at from half_sign_in where account_id = $1 order by expires_at",
        labels: &[("expires_at", "Действует до", As::Moment)],
        fate: Fate::Erased(&["delete from half_sign_in where account_id = $1"]),
    },
    Holding {
        table: "account_link",
        columns: &["account_id", "email"],
        title: "Одноразовые ссылки: новый пароль, подтверждение адреса",
        of: Of::Account,
        select: "select kind, email, created_at, expires_at, used_at from account_link where account_id = $1 order by created_at",
        labels: &[
            ("kind", "Для чего", As::OneOf(&[("password", "новый пароль"), ("email", "подтверждение адреса")])),
            ("email", "Адрес", As::Text),
            ("created_at", "Создана", As::Moment),
            ("expires_at", "Действует до", As::Moment),
            ("used_at", "Использована", As::Moment),
        ],
        fate: Fate::Erased(&["delete from account_link where account_id = $1"]),
    },
    Holding {
        table: "second_factor",
        columns: &["account_id"],
        title: "Второй фактор входа",
        of: Of::Account,
        select: "select created_at, confirmed_at from second_factor where account_id = $1",
        labels: &[("created_at", "Настройка начата", As::Moment), ("confirmed_at", "Включён", As::Moment)],
        fate: Fate::Erased(&["delete from second_factor where account_id = $1"]),
    },
    Holding {
        table: "recovery_code",
        columns: &["account_id"],
        title: "Запасные коды входа",
        of: Of::Account,
        select: "select used_at from recovery_code where account_id = $1 order by used_at",
        labels: &[("used_at", "Использован", As::Moment)],
        fate: Fate::Erased(&["delete from recovery_code where account_id = $1"]),
    },
    Holding {
        table: "invitation",
        columns: &["surname", "name", "patronymic", "post", "email", "deputy_of", "invited_by", "membership_id"],
        title: "Приглашения: полученные и отправленные",
        of: Of::Account,
        select: "select i.surname, i.name, i.patronymic, i.post, i.email, i.org_title, i.role, i.created_at, i.accepted_at
                 from invitation i
                 where i.invited_by = $1
                    or i.membership_id in (select id from membership where account_id = $1)
                    or i.deputy_of in (select id from membership where account_id = $1)
                 order by i.created_at, i.id",
        labels: &[
            ("surname", "Фамилия", As::Text),
            ("name", "Имя", As::Text),
            ("patronymic", "Отчество", As::Text),
            ("post", "Должность", As::Text),
            ("email", "Адрес", As::Text),
            ("org_title", "Организация", As::Text),
            ("role", "Роль", As::Role),
            ("created_at", "Отправлено", As::Moment),
            ("accepted_at", "Принято", As::Moment),
        ],
        // Who invites is an id without a name then; whoever was invited is named no more.
        fate: Fate::Anonymised(&[
            "update invitation set surname = $2, name = '', patronymic = '', post = '', email = null
             where membership_id in (select id from membership where account_id = $1)",
        ]),
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
        columns: &["account_id", "deputy_of"],
        title: "Полномочия в организациях",
        of: Of::Account,
        select: "select org_title, role, state, valid_from, valid_to, reason, created_at from membership where account_id = $1 order by created_at, id",
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
            ("valid_from", "С", As::Day),
            ("valid_to", "По", As::Day),
            ("reason", "Основание", As::Text),
            ("created_at", "Когда даны", As::Moment),
        ],
        fate: Fate::Anonymised(&["update membership set state = 'ended' where account_id = $1"]),
    },
    Holding {
        table: "account",
        columns: &["login", "name", "password_hash", "email"],
        title: "Учётная запись",
        of: Of::Account,
        select: "select login, name, email, created_at, signed_in_at, is_closed from account where id = $1",
        labels: &[
            ("login", "Логин", As::Text),
            ("name", "Имя", As::Text),
            ("email", "Адрес почты", As::Text),
            ("created_at", "Создана", As::Moment),
            ("signed_in_at", "Последний вход", As::Moment),
            ("is_closed", "Закрыта", As::Text),
        ],
        // The id stays: the journal and the documents go on referring to it.
        fate: Fate::Anonymised(&[
            "update account set login = 'erased-' || id, name = $2, password_hash = '', email = null,
             is_closed = true where id = $1",
        ]),
    },
    Holding {
        table: "audit_entry",
        columns: &["account_id"],
        title: "Действия в журнале",
        of: Of::Account,
        select: "select at, what from audit_entry where account_id = $1 order by seq",
        labels: &[("at", "Когда", As::Moment), ("what", "Что сделано", As::Text)],
        fate: Fate::Kept(
            "журнал действий не изменяется: в нём номер учётной записи, имени в нём нет; по закону журнал доказывает, что сведения удалены",
        ),
    },
    Holding {
        table: "audit_entry",
        columns: &["object_id"],
        title: "Обращения к карточке",
        of: Of::Person,
        select: "select at, what, role from audit_entry where object_kind = 'person' and object_id = $1 order by seq",
        labels: &[
            ("at", "Когда", As::Moment),
            ("what", "Что сделано", As::Text),
            ("role", "Роль того, кто обращался", As::Role),
        ],
        fate: Fate::Kept("журнал действий не изменяется; имени в нём нет"),
    },
];
