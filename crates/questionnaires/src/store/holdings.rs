//! What this room holds on people. Answers of an organisation are the organisation's; those of a person are the person's.

use access::holdings::{As, Fate, Holding, Of};

const STATES: As = As::OneOf(&[
    ("waiting", "не начато"),
    ("started", "заполняется"),
    ("sent", "отправлено"),
    ("returned", "возвращено"),
]);

pub const HOLDINGS: &[Holding] = &[
    Holding {
        table: "questionnaire_change",
        columns: &["saved_by"],
        title: "Анкеты: сохранённые поля",
        of: Of::Account,
        select: "select path, value, explanation, saved_at from questionnaire_change where saved_by = $1
                 order by saved_at, seq limit 10000",
        labels: &[
            ("path", "Поле", As::Text),
            ("value", "Ответ", As::Text),
            ("explanation", "Пояснение", As::Text),
            ("saved_at", "Когда", As::Moment),
        ],
        fate: Fate::Anonymised(&["update questionnaire_change set saved_by = '' where saved_by = $1"]),
    },
    Holding {
        table: "questionnaire_conflict",
        columns: &["saved_by"],
        title: "Анкеты: второй вариант ответа",
        of: Of::Account,
        select: "select path, value, saved_at from questionnaire_conflict where saved_by = $1 order by saved_at, path",
        labels: &[
            ("path", "Поле", As::Text),
            ("value", "Ответ", As::Text),
            ("saved_at", "Когда", As::Moment),
        ],
        fate: Fate::Anonymised(&["update questionnaire_conflict set saved_by = '' where saved_by = $1"]),
    },
    Holding {
        table: "questionnaire_remark",
        columns: &["made_by"],
        title: "Анкеты: замечания к ответам",
        of: Of::Account,
        select: "select path, remark, made_at from questionnaire_remark where made_by = $1 order by made_at, path",
        labels: &[
            ("path", "Поле", As::Text),
            ("remark", "Замечание", As::Text),
            ("made_at", "Когда", As::Moment),
        ],
        fate: Fate::Anonymised(&["update questionnaire_remark set made_by = '' where made_by = $1"]),
    },
    Holding {
        table: "questionnaire_file",
        columns: &["added_by"],
        title: "Анкеты: приложенные файлы",
        of: Of::Account,
        select: "select name, added_at from questionnaire_file where added_by = $1 order by added_at, id",
        labels: &[("name", "Файл", As::Text), ("added_at", "Когда", As::Moment)],
        fate: Fate::Anonymised(&["update questionnaire_file set added_by = '' where added_by = $1"]),
    },
    Holding {
        table: "questionnaire_answer",
        columns: &["account_id", "respondent", "sent_by"],
        title: "Анкеты: о чём спрашивали и что отправлено",
        of: Of::Account,
        select: "select p.title, a.respondent, a.state, a.sent_at from questionnaire_answer a
                      join questionnaire_poll p on p.id = a.poll_id
                 where a.account_id = $1 or a.sent_by = $1 order by a.created_at, a.id",
        labels: &[
            ("title", "Анкета", As::Text),
            ("respondent", "Кого спрашивали", As::Text),
            ("state", "Состояние", STATES),
            ("sent_at", "Отправлено", As::Moment),
        ],
        fate: Fate::Anonymised(&[
            "update questionnaire_answer set respondent = $2, account_id = null where account_id = $1",
            "update questionnaire_answer set sent_by = '' where sent_by = $1",
        ]),
    },
    Holding {
        table: "questionnaire_poll",
        columns: &["opened_by", "author"],
        title: "Анкеты: открытые опросы",
        of: Of::Account,
        select: "select title, author, opened_at from questionnaire_poll where opened_by = $1 order by opened_at, id",
        labels: &[
            ("title", "Опрос", As::Text),
            ("author", "Кто открыл", As::Text),
            ("opened_at", "Когда", As::Moment),
        ],
        fate: Fate::Anonymised(&["update questionnaire_poll set author = $2 where opened_by = $1"]),
    },
    Holding {
        table: "questionnaire_version",
        columns: &["uploaded_by", "author"],
        title: "Анкеты: загруженные версии",
        of: Of::Account,
        select: "select file_name, author, uploaded_at from questionnaire_version where uploaded_by = $1
                 order by uploaded_at, id",
        labels: &[
            ("file_name", "Файл", As::Text),
            ("author", "Кто загрузил", As::Text),
            ("uploaded_at", "Когда", As::Moment),
        ],
        fate: Fate::Anonymised(&["update questionnaire_version set author = $2 where uploaded_by = $1"]),
    },
    Holding {
        table: "questionnaire",
        columns: &["created_by", "author"],
        title: "Анкеты: созданные",
        of: Of::Account,
        select: "select title, author, created_at from questionnaire where created_by = $1 order by created_at, id",
        labels: &[
            ("title", "Анкета", As::Text),
            ("author", "Автор", As::Text),
            ("created_at", "Когда", As::Moment),
        ],
        fate: Fate::Anonymised(&["update questionnaire set author = $2 where created_by = $1"]),
    },
];
