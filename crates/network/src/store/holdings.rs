//! What this room holds on people: who changed the registry. What organisations tell of themselves is not personal.

use access::holdings::{As, Fate, Holding, Of};

pub const HOLDINGS: &[Holding] = &[
    Holding {
        table: "organisation_change",
        columns: &["account_id", "author"],
        title: "Изменения в реестре организаций",
        of: Of::Account,
        select: "select what, author, changed_at from organisation_change where account_id = $1 order by changed_at, id",
        labels: &[
            ("what", "Что изменено", As::Text),
            ("author", "Кто изменил", As::Text),
            ("changed_at", "Когда", As::Moment),
        ],
        fate: Fate::Anonymised(&["update organisation_change set author = $2 where account_id = $1"]),
    },
    Holding {
        table: "boundary_set",
        columns: &["account_id", "author"],
        title: "Загруженные границы муниципалитетов",
        of: Of::Account,
        select: "select file_name, author, imported_at from boundary_set where account_id = $1 order by seq",
        labels: &[
            ("file_name", "Файл", As::Text),
            ("author", "Кто загрузил", As::Text),
            ("imported_at", "Когда", As::Moment),
        ],
        fate: Fate::Anonymised(&["update boundary_set set author = $2 where account_id = $1"]),
    },
    Holding {
        table: "registry_import",
        columns: &["created_by"],
        title: "Загруженные списки организаций",
        of: Of::Account,
        select: "select file_name, created_at, accepted_at from registry_import where created_by = $1 order by created_at, id",
        labels: &[
            ("file_name", "Файл", As::Text),
            ("created_at", "Загружен", As::Moment),
            ("accepted_at", "Принят", As::Moment),
        ],
        fate: Fate::Kept("список принадлежит организации; о загрузившем хранится номер без имени"),
    },
];
