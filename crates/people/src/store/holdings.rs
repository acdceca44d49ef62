//! What this room holds on people, and reading and erasing what every room holds.

use access::holdings::{As, ERASED_NAME, Fate, Holding, Of};
use store::{AnyRow, Result, Sql, Tx};

use crate::rules::{CATEGORIES, EDUCATION};

const KINDS: &[(&str, &str)] = &[
    ("processing", "на обработку персональных данных"),
    ("distribution", "на распространение персональных данных"),
    ("child_photo", "родителя на использование изображения ребёнка"),
];
pub(crate) const CAUSES: &[(&str, &str)] = &[
    ("request", "обращение человека"),
    ("withdrawal", "отозвано согласие на обработку"),
    ("retention", "истёк срок хранения"),
];
const STATES: &[(&str, &str)] = &[
    ("waiting", "ждёт решения"),
    ("approved", "исполняется"),
    ("refused", "отказано"),
    ("done", "исполнено"),
];

pub const HOLDINGS: &[Holding] = &[
    Holding {
        table: "person_restricted",
        columns: &["person_id", "snils", "born_on", "diploma"],
        title: "Сведения ограниченного доступа",
        of: Of::Person,
        select: "select snils, born_on, diploma, updated_at from person_restricted where person_id = $1",
        labels: &[
            ("snils", "СНИЛС", As::Sealed),
            ("born_on", "Дата рождения", As::Sealed),
            ("diploma", "Диплом", As::Sealed),
            ("updated_at", "Изменены", As::Moment),
        ],
        fate: Fate::Erased(&["delete from person_restricted where person_id = $1"]),
    },
    Holding {
        table: "person_card",
        columns: &["person_id", "phone", "email"],
        title: "Карточка специалиста",
        of: Of::Person,
        select:
            "select education, education_field, category, category_on, phone, email, is_public, updated_at
                 from person_card where person_id = $1",
        labels: &[
            ("education", "Образование", As::OneOf(EDUCATION)),
            ("education_field", "Направление подготовки", As::Text),
            ("category", "Категория", As::OneOf(CATEGORIES)),
            ("category_on", "Приказ о категории", As::Day),
            ("phone", "Служебный телефон", As::Text),
            ("email", "Служебная почта", As::Text),
            ("is_public", "Контакты видны всем", As::Text),
            ("updated_at", "Изменена", As::Moment),
        ],
        fate: Fate::Erased(&["delete from person_card where person_id = $1"]),
    },
    Holding {
        table: "post",
        columns: &["person_id"],
        title: "Должности",
        of: Of::Person,
        select: "select title, org_title, rate, is_main, valid_from, valid_to from post where person_id = $1 order by valid_from, id",
        labels: &[
            ("title", "Должность", As::Text),
            ("org_title", "Организация", As::Text),
            ("rate", "Ставка", As::Hundredths),
            ("is_main", "Основное место", As::Text),
            ("valid_from", "С", As::Day),
            ("valid_to", "По", As::Day),
        ],
        fate: Fate::Erased(&["delete from post where person_id = $1"]),
    },
    Holding {
        table: "consent",
        columns: &["person_id", "given_by", "fold", "file_name"],
        title: "Согласия",
        of: Of::Person,
        select: "select kind, text_version, given_by, given_on, mark, file_name, withdrawn_on from consent
                 where person_id = $1 order by given_on, id",
        labels: &[
            ("kind", "Вид", As::OneOf(KINDS)),
            ("text_version", "Версия текста", As::Text),
            ("given_by", "Кто дал", As::Text),
            ("given_on", "Дано", As::Day),
            ("mark", "Как", As::OneOf(&[("electronic", "отметкой на странице"), ("paper", "на бумаге")])),
            ("file_name", "Скан", As::Text),
            ("withdrawn_on", "Отозвано", As::Day),
        ],
        // That there was a consent stays provable: kind, version and days, without a name and without the scan.
        fate: Fate::Anonymised(&[
            "update consent set given_by = '', fold = '', file_hash = null, file_name = null where person_id = $1",
        ]),
    },
    Holding {
        table: "legal_hold",
        columns: &["person_id", "reason"],
        title: "Запреты на удаление",
        of: Of::Person,
        select: "select reason, set_at, lifted_at from legal_hold where person_id = $1 order by set_at, id",
        labels: &[
            ("reason", "Причина", As::Text),
            ("set_at", "Поставлен", As::Moment),
            ("lifted_at", "Снят", As::Moment),
        ],
        fate: Fate::Anonymised(&["update legal_hold set reason = '' where person_id = $1"]),
    },
    Holding {
        table: "erasure",
        columns: &["person_id", "words", "reason"],
        title: "Обращения об удалении",
        of: Of::Person,
        select: "select cause, words, asked_at, due_on, state, reason from erasure where person_id = $1 order by asked_at, id",
        labels: &[
            ("cause", "Основание", As::OneOf(CAUSES)),
            ("words", "Текст", As::Text),
            ("asked_at", "Получено", As::Moment),
            ("due_on", "Решить до", As::Day),
            ("state", "Состояние", As::OneOf(STATES)),
            ("reason", "Решение", As::Text),
        ],
        fate: Fate::Anonymised(&["update erasure set words = '', reason = '' where person_id = $1"]),
    },
    Holding {
        table: "person",
        columns: &["account_id", "surname", "name", "patronymic", "fold", "sort_key"],
        title: "Имя",
        of: Of::Person,
        select: "select surname, name, patronymic, created_at from person where id = $1",
        labels: &[
            ("surname", "Фамилия", As::Text),
            ("name", "Имя", As::Text),
            ("patronymic", "Отчество", As::Text),
            ("created_at", "Внесено", As::Moment),
        ],
        fate: Fate::Erased(&["delete from person where id = $1"]),
    },
    Holding {
        table: "consent",
        columns: &["recorded_by", "withdrawn_by"],
        title: "Согласия: записанные и отозванные для себя и других",
        of: Of::Account,
        select: "select kind, given_on, recorded_at, withdrawn_on from consent
                 where recorded_by = $1 or withdrawn_by = $1 order by recorded_at, id",
        labels: &[
            ("kind", "Вид", As::OneOf(KINDS)),
            ("given_on", "Дано", As::Day),
            ("recorded_at", "Записано", As::Moment),
            ("withdrawn_on", "Отозвано", As::Day),
        ],
        fate: Fate::Kept(OWN_ID),
    },
    Holding {
        table: "person_card",
        columns: &["updated_by"],
        title: "Карточки, изменённые последним",
        of: Of::Account,
        select: "select updated_at from person_card where updated_by = $1 order by updated_at",
        labels: &[("updated_at", "Когда", As::Moment)],
        fate: Fate::Kept(OWN_ID),
    },
    Holding {
        table: "person_restricted",
        columns: &["updated_by"],
        title: "Сведения ограниченного доступа, изменённые последним",
        of: Of::Account,
        select: "select updated_at from person_restricted where updated_by = $1 order by updated_at",
        labels: &[("updated_at", "Когда", As::Moment)],
        fate: Fate::Kept(OWN_ID),
    },
    Holding {
        table: "legal_hold",
        columns: &["set_by", "lifted_by"],
        title: "Поставленные и снятые запреты на удаление",
        of: Of::Account,
        select: "select set_at, lifted_at from legal_hold where set_by = $1 or lifted_by = $1 order by set_at, id",
        labels: &[("set_at", "Поставлен", As::Moment), ("lifted_at", "Снят", As::Moment)],
        fate: Fate::Kept(OWN_ID),
    },
    Holding {
        table: "erasure",
        columns: &["asked_by", "decided_by"],
        title: "Внесённые и решённые обращения об удалении",
        of: Of::Account,
        select: "select cause, asked_at, state, decided_at from erasure where asked_by = $1 or decided_by = $1 order by asked_at, id",
        labels: &[
            ("cause", "Основание", As::OneOf(CAUSES)),
            ("asked_at", "Получено", As::Moment),
            ("state", "Состояние", As::OneOf(STATES)),
            ("decided_at", "Решено", As::Moment),
        ],
        fate: Fate::Kept(OWN_ID),
    },
];

const OWN_ID: &str =
    "записи о других людях остаются; о том, кто их сделал, хранится номер учётной записи без имени";

/// Rows of a holding.
pub(crate) async fn rows(sql: impl Sql<'_>, holding: &Holding, id: &str) -> Result<Vec<AnyRow>> {
    sql.query(holding.select).bind(id).all().await
}

/// Runs one of a holding's statements of erasing.
pub(crate) async fn erase(tx: &mut Tx, statement: &'static str, id: &str) -> Result<u64> {
    let mut query = tx.query(statement);
    if statement.contains("$1") {
        query = query.bind(id);
    }
    if statement.contains("$2") {
        query = query.bind(ERASED_NAME);
    }
    query.run().await
}

/// Account of a person; `None` for a person that is not there, `Some(None)` for one without an account.
pub(crate) async fn account_of(sql: impl Sql<'_>, person_id: &str) -> Result<Option<Option<String>>> {
    let found: Option<(Option<String>,)> =
        sql.query("select account_id from person where id = $1").bind(person_id).optional().await?;
    Ok(found.map(|(account_id,)| account_id))
}

/// Scans that belong to a person's consents: they go with an export.
pub(crate) async fn scans_of(sql: impl Sql<'_>, person_id: &str) -> Result<Vec<(String, String)>> {
    sql.query(
        "select file_hash, coalesce(file_name, 'файл') as file_name from consent
         where person_id = $1 and file_hash is not null order by given_on, id",
    )
    .bind(person_id)
    .all()
    .await
}

/// The names that a person and their account go by: what an export is headed with.
pub(crate) async fn account_name(sql: impl Sql<'_>, account_id: &str) -> Result<Option<(String, String)>> {
    sql.query("select login, name from account where id = $1").bind(account_id).optional().await
}
