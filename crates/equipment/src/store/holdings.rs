//! What this room holds on people.

use access::holdings::{As, Fate, Holding, Of};

pub const HOLDINGS: &[Holding] = &[
    Holding {
        table: "equipment_check",
        columns: &["checked_by", "author"],
        title: "Самопроверки оснащения",
        of: Of::Account,
        select: "select author, pupils, checked_at from equipment_check where checked_by = $1 order by checked_at, id",
        labels: &[
            ("author", "Кто заполнил", As::Text),
            ("pupils", "Обучающихся", As::Text),
            ("checked_at", "Заполнено", As::Moment),
        ],
        fate: Fate::Anonymised(&["update equipment_check set author = $2 where checked_by = $1"]),
    },
    Holding {
        table: "equipment_price",
        columns: &["changed_by"],
        title: "Цены оснащения",
        of: Of::Account,
        select: "select requirement, price, changed_at from equipment_price where changed_by = $1 order by requirement",
        labels: &[
            ("requirement", "Требование", As::Text),
            ("price", "Цена, рублей", As::Hundredths),
            ("changed_at", "Изменена", As::Moment),
        ],
        fate: Fate::Kept("в строке цены хранится только номер учётной записи, имени в ней нет"),
    },
    Holding {
        table: "equipment_publication",
        columns: &["published_by"],
        title: "Публикация требований к оснащению",
        of: Of::Account,
        select: "select reference, published_at from equipment_publication where published_by = $1 order by published_at, document_id",
        labels: &[("reference", "Документ", As::Text), ("published_at", "Опубликован", As::Moment)],
        fate: Fate::Kept("в записи хранится только номер учётной записи, имени в ней нет"),
    },
];
