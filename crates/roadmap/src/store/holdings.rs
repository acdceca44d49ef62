//! What this room holds on people. What is drawn from these rows is kept in memory by the plan's revision, so whatever
//! takes a name away raises it.

use access::holdings::{As, Fate, Holding, Of};

const NEW_REVISION: &str = "update plan set revision = revision + 1";

pub const HOLDINGS: &[Holding] = &[
    Holding {
        table: "evidence",
        columns: &["recorded_by", "recorder", "decided_by", "decider"],
        title: "Подтверждения: запись и решения",
        of: Of::Account,
        select: "select title, happened_on, recorder, recorded_at, state, decider, decided_at, reason from evidence
                 where recorded_by = $1 or decided_by = $1 order by recorded_at, id",
        labels: &[
            ("title", "Подтверждение", As::Text),
            ("happened_on", "Дата", As::Day),
            ("recorder", "Кто записал", As::Text),
            ("recorded_at", "Записано", As::Moment),
            (
                "state",
                "Состояние",
                As::OneOf(&[
                    ("pending", "ждёт решения"),
                    ("accepted", "принято"),
                    ("refused", "возвращено"),
                    ("withdrawn", "отозвано"),
                ]),
            ),
            ("decider", "Кто решил", As::Text),
            ("decided_at", "Решение принято", As::Moment),
            ("reason", "Причина возврата", As::Text),
        ],
        fate: Fate::Anonymised(&[
            "update evidence set recorder = $2 where recorded_by = $1",
            "update evidence set decider = $2 where decided_by = $1",
            NEW_REVISION,
        ]),
    },
    Holding {
        table: "measure_comment",
        columns: &["author_id", "author"],
        title: "Сообщения в обсуждении мероприятий",
        of: Of::Account,
        select: "select author, author_org, text, written_at from measure_comment where author_id = $1 order by written_at, id",
        labels: &[
            ("author", "Автор", As::Text),
            ("author_org", "Организация", As::Text),
            ("text", "Сообщение", As::Text),
            ("written_at", "Когда", As::Moment),
        ],
        fate: Fate::Anonymised(&["update measure_comment set author = $2 where author_id = $1"]),
    },
    Holding {
        table: "requirement",
        columns: &["set_by", "author"],
        title: "Уточнённые требования к подтверждениям",
        of: Of::Account,
        select: "select key, note, author, set_at from requirement where set_by = $1 order by set_at, id",
        labels: &[
            ("key", "Мероприятие", As::Text),
            ("note", "Причина", As::Text),
            ("author", "Кто уточнил", As::Text),
            ("set_at", "Когда", As::Moment),
        ],
        fate: Fate::Anonymised(&["update requirement set author = $2 where set_by = $1", NEW_REVISION]),
    },
    Holding {
        table: "not_carried_out",
        columns: &["declared_by", "author", "revoked_by"],
        title: "Отметки «не выполнено»: поставленные и снятые",
        of: Of::Account,
        select: "select measure_key, reason, author, declared_at, revoked_at from not_carried_out
                 where declared_by = $1 or revoked_by = $1 order by declared_at, id",
        labels: &[
            ("measure_key", "Мероприятие", As::Text),
            ("reason", "Причина", As::Text),
            ("author", "Кто отметил", As::Text),
            ("declared_at", "Отмечено", As::Moment),
            ("revoked_at", "Снято", As::Moment),
        ],
        fate: Fate::Anonymised(&["update not_carried_out set author = $2 where declared_by = $1", NEW_REVISION]),
    },
    Holding {
        table: "plan_import",
        columns: &["created_by"],
        title: "Загруженные файлы с планом",
        of: Of::Account,
        select: "select file_name, year, created_at, accepted_at from plan_import where created_by = $1 order by created_at, id",
        labels: &[
            ("file_name", "Файл", As::Text),
            ("year", "Год", As::Text),
            ("created_at", "Загружен", As::Moment),
            ("accepted_at", "Принят", As::Moment),
        ],
        fate: Fate::Kept("черновик плана принадлежит организации; о загрузившем хранится номер без имени"),
    },
    Holding {
        table: "plan_version",
        columns: &["created_by", "author"],
        title: "Внесённые редакции плана",
        of: Of::Account,
        select: "select number, note, basis, author, created_at from plan_version where created_by = $1 order by created_at, id",
        labels: &[
            ("number", "Редакция", As::Text),
            ("note", "Что изменено", As::Text),
            ("basis", "Основание", As::Text),
            ("author", "Кто внёс", As::Text),
            ("created_at", "Внесена", As::Moment),
        ],
        fate: Fate::Kept("утверждённая редакция плана не изменяется вместе со сведениями о том, кто её внёс"),
    },
    Holding {
        table: "calendar_feed",
        columns: &["membership_id"],
        title: "Личный адрес календаря",
        of: Of::Account,
        select: "select f.created_at from calendar_feed f join membership m on m.id = f.membership_id
                 where m.account_id = $1 order by f.created_at",
        labels: &[("created_at", "Создан", As::Moment)],
        fate: Fate::Erased(&[
            "delete from calendar_feed where membership_id in (select id from membership where account_id = $1)",
        ]),
    },
];
