//! What this room holds on people.

use access::holdings::{As, Fate, Holding, Of};

pub const HOLDINGS: &[Holding] = &[Holding {
    table: "document",
    columns: &["recorded_by", "recorder", "published_by"],
    title: "Документы: регистрация и публикация",
    of: Of::Account,
    select: "select kind, number, dated, org_title, title, recorder, recorded_at, published_at from document
             where recorded_by = $1 or published_by = $1 order by recorded_at, id",
    labels: &[
        ("kind", "Вид", As::DocumentKind),
        ("number", "Номер", As::Text),
        ("dated", "Дата", As::Day),
        ("org_title", "Кто издал", As::Text),
        ("title", "Заголовок", As::Text),
        ("recorder", "Кто зарегистрировал", As::Text),
        ("recorded_at", "Зарегистрирован", As::Moment),
        ("published_at", "Опубликован", As::Moment),
    ],
    fate: Fate::Kept(
        "зарегистрированный документ не изменяется: имена в нём и имя зарегистрировавшего остаются, какими были; срок хранения устанавливает законодательство об архивном деле",
    ),
}];
