//! What this room holds on people.

use access::holdings::{As, Fate, Holding, Of};

pub const HOLDINGS: &[Holding] = &[
    Holding {
        table: "consultation_comment",
        columns: &["account_id", "author", "decided_by", "decider"],
        title: "Замечания к текстам и решения по ним",
        of: Of::Account,
        select:
            "select remark, proposed, author, org_title, written_at, decision, reason, decider, decided_at
                 from consultation_comment where account_id = $1 or decided_by = $1 order by written_at, id",
        labels: &[
            ("remark", "Замечание", As::Text),
            ("proposed", "Предложенный текст", As::Text),
            ("author", "Автор", As::Text),
            ("org_title", "Организация", As::Text),
            ("written_at", "Написано", As::Moment),
            (
                "decision",
                "Решение",
                As::OneOf(&[
                    ("accepted", "принято"),
                    ("partly", "принято частично"),
                    ("declined", "отклонено"),
                ]),
            ),
            ("reason", "Обоснование", As::Text),
            ("decider", "Кто решил", As::Text),
            ("decided_at", "Решено", As::Moment),
        ],
        fate: Fate::Anonymised(&[
            "update consultation_comment set author = $2 where account_id = $1",
            "update consultation_comment set decider = $2 where decided_by = $1",
        ]),
    },
    Holding {
        table: "edition",
        columns: &["created_by"],
        title: "Редакции текстов",
        of: Of::Account,
        select: "select title, created_at from edition where created_by = $1 order by created_at, id",
        labels: &[("title", "Редакция", As::Text), ("created_at", "Начата", As::Moment)],
        fate: Fate::Kept("в редакции хранится только номер учётной записи, имени в ней нет"),
    },
    Holding {
        table: "edition_paragraph",
        columns: &["changed_by"],
        title: "Правка абзацев",
        of: Of::Account,
        select: "select paragraph_id, body, changed_at from edition_paragraph where changed_by = $1 order by changed_at, paragraph_id",
        labels: &[
            ("paragraph_id", "Абзац", As::Text),
            ("body", "Текст", As::Text),
            ("changed_at", "Изменён", As::Moment),
        ],
        fate: Fate::Kept("в абзаце хранится только номер учётной записи, имени в нём нет"),
    },
    Holding {
        table: "edition_aim",
        columns: &["changed_by"],
        title: "Цели и показатели текстов",
        of: Of::Account,
        select: "select title, changed_at from edition_aim where changed_by = $1 order by changed_at, aim_id",
        labels: &[("title", "Формулировка", As::Text), ("changed_at", "Изменена", As::Moment)],
        fate: Fate::Kept("в строке хранится только номер учётной записи, имени в ней нет"),
    },
    Holding {
        table: "aim_value",
        columns: &["recorded_by"],
        title: "Значения показателей",
        of: Of::Account,
        select: "select year, value, proof, recorded_at from aim_value where recorded_by = $1 order by recorded_at, aim_id",
        labels: &[
            ("year", "Год", As::Text),
            ("value", "Значение", As::Thousandths),
            ("proof", "Откуда известно", As::Text),
            ("recorded_at", "Записано", As::Moment),
        ],
        fate: Fate::Kept("в значении хранится только номер учётной записи, имени в нём нет"),
    },
    Holding {
        table: "consultation",
        columns: &["opened_by"],
        title: "Открытые обсуждения",
        of: Of::Account,
        select: "select purpose, opened_at from consultation where opened_by = $1 order by opened_at, id",
        labels: &[("purpose", "О чём", As::Text), ("opened_at", "Открыто", As::Moment)],
        fate: Fate::Kept("в обсуждении хранится только номер учётной записи, имени в нём нет"),
    },
];
