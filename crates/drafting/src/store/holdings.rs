//! What this room holds on people.

use access::holdings::{As, Fate, Holding, Of};

const STATES: &[(&str, &str)] = &[
    ("draft", "проект"),
    ("agreement", "на согласовании"),
    ("signing", "на подписании"),
    ("signed", "подписан"),
    ("registered", "зарегистрирован"),
    ("discarded", "отменён до регистрации"),
];

pub const HOLDINGS: &[Holding] = &[
    Holding {
        table: "agreement_step",
        columns: &["account_id", "person"],
        title: "Согласование документов",
        of: Of::Account,
        select: "select d.title, s.post, s.org_title, s.verdict, s.reason, s.decided_at from agreement_step s
                 join draft d on d.id = s.draft_id where s.account_id = $1 order by s.decided_at, s.id",
        labels: &[
            ("title", "Документ", As::Text),
            ("post", "Должность", As::Text),
            ("org_title", "Организация", As::Text),
            (
                "verdict",
                "Ответ",
                As::OneOf(&[("", "ещё не дан"), ("agreed", "согласовано"), ("returned", "возвращено")]),
            ),
            ("reason", "Причина возврата", As::Text),
            ("decided_at", "Когда", As::Moment),
        ],
        fate: Fate::Anonymised(&["update agreement_step set person = $2, post = '' where account_id = $1"]),
    },
    Holding {
        table: "agreement_remark",
        columns: &["account_id", "person"],
        title: "Замечания к проектам документов",
        of: Of::Account,
        select: "select field_title, quote, words, written_at from agreement_remark where account_id = $1
                 order by written_at, id",
        labels: &[
            ("field_title", "К чему", As::Text),
            ("quote", "Что было написано", As::Text),
            ("words", "Замечание", As::Text),
            ("written_at", "Когда", As::Moment),
        ],
        fate: Fate::Anonymised(&["update agreement_remark set person = $2 where account_id = $1"]),
    },
    Holding {
        table: "draft",
        columns: &["prepared_by", "preparer"],
        title: "Подготовка документов",
        of: Of::Account,
        select: "select kind, title, state, created_at, changed_at from draft where prepared_by = $1
                 order by created_at, id",
        labels: &[
            ("kind", "Вид", As::DocumentKind),
            ("title", "Заголовок", As::Text),
            ("state", "Состояние", As::OneOf(STATES)),
            ("created_at", "Начат", As::Moment),
            ("changed_at", "Изменён", As::Moment),
        ],
        fate: Fate::Anonymised(&["update draft set preparer = $2 where prepared_by = $1"]),
    },
    Holding {
        table: "paper_series",
        columns: &["asked_by", "asker"],
        title: "Печать документов по списку",
        of: Of::Account,
        select: "select d.title, s.total, s.created_at from paper_series s join draft d on d.id = s.draft_id
                 where s.asked_by = $1 order by s.created_at, s.id",
        labels: &[
            ("title", "Документ", As::Text),
            ("total", "Строк в списке", As::Text),
            ("created_at", "Когда", As::Moment),
        ],
        fate: Fate::Anonymised(&["update paper_series set asker = $2 where asked_by = $1"]),
    },
    Holding {
        table: "office_template",
        columns: &["uploaded_by", "uploader"],
        title: "Шаблоны документов",
        of: Of::Account,
        select:
            "select kind, version, file_name, note, uploaded_at from office_template where uploaded_by = $1
                 order by uploaded_at, id",
        labels: &[
            ("kind", "Вид", As::DocumentKind),
            ("version", "Версия", As::Text),
            ("file_name", "Файл", As::Text),
            ("note", "Что изменено", As::Text),
            ("uploaded_at", "Загружен", As::Moment),
        ],
        fate: Fate::Anonymised(&["update office_template set uploader = $2 where uploaded_by = $1"]),
    },
    Holding {
        table: "mailing",
        columns: &["sent_by", "sender"],
        title: "Рассылка: отправленное",
        of: Of::Account,
        select: "select title, words, sent_at from mailing where sent_by = $1 order by sent_at, id",
        labels: &[
            ("title", "Документ", As::Text),
            ("words", "Сопроводительные слова", As::Text),
            ("sent_at", "Отправлено", As::Moment),
        ],
        fate: Fate::Anonymised(&["update mailing set sender = $2 where sent_by = $1"]),
    },
    Holding {
        table: "mailing_addressee",
        columns: &["read_by", "reader", "confirmed_by", "confirmer", "answered_by", "answerer"],
        title: "Рассылка: прочитанное, подтверждённое и отвеченное",
        of: Of::Account,
        select: "select m.title, a.org_title, a.reader, a.read_at, a.confirmer, a.confirmed_at, a.answerer,
                        a.answered_at, a.answer_words
                 from mailing_addressee a join mailing m on m.id = a.mailing_id
                 where a.read_by = $1 or a.confirmed_by = $1 or a.answered_by = $1 order by m.sent_at, a.id",
        labels: &[
            ("title", "Документ", As::Text),
            ("org_title", "Организация", As::Text),
            ("reader", "Кто открыл", As::Text),
            ("read_at", "Открыто", As::Moment),
            ("confirmer", "Кто подтвердил", As::Text),
            ("confirmed_at", "Подтверждено", As::Moment),
            ("answerer", "Кто ответил", As::Text),
            ("answered_at", "Отвечено", As::Moment),
            ("answer_words", "Ответ", As::Text),
        ],
        fate: Fate::Anonymised(&[
            "update mailing_addressee set reader = $2 where read_by = $1",
            "update mailing_addressee set confirmer = $2 where confirmed_by = $1",
            "update mailing_addressee set answerer = $2 where answered_by = $1",
        ]),
    },
];
