//! What this room holds on people.

use access::holdings::{As, Fate, Holding, Of};

pub const HOLDINGS: &[Holding] = &[
    Holding {
        table: "kit_upload",
        columns: &["uploaded_by", "uploader"],
        title: "Документы кейса: загруженное",
        of: Of::Account,
        select: "select document, number, approved_on, file_name, note, uploaded_at, withdrawn_why from kit_upload where uploaded_by = $1
                 order by uploaded_at, id",
        labels: &[
            ("document", "Документ", As::Text),
            ("number", "Номер", As::Text),
            ("approved_on", "Утверждён", As::Day),
            ("file_name", "Файл", As::Text),
            ("note", "Примечание", As::Text),
            ("uploaded_at", "Загружен", As::Moment),
            ("withdrawn_why", "Почему отозван", As::Text),
        ],
        fate: Fate::Anonymised(&["update kit_upload set uploader = $2 where uploaded_by = $1"]),
    },
    Holding {
        table: "kit_template",
        columns: &["uploaded_by", "uploader"],
        title: "Шаблоны кейса",
        of: Of::Account,
        select: "select document, version, file_name, note, uploaded_at from kit_template where uploaded_by = $1
                 order by uploaded_at, id",
        labels: &[
            ("document", "Документ", As::Text),
            ("version", "Версия", As::Text),
            ("file_name", "Файл", As::Text),
            ("note", "Что изменено", As::Text),
            ("uploaded_at", "Загружен", As::Moment),
        ],
        fate: Fate::Anonymised(&["update kit_template set uploader = $2 where uploaded_by = $1"]),
    },
];
