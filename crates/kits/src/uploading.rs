//! The door for signed documents.

use access::audit::{self, Event};
use access::{House, Reach, Scope};
use documents::NewFile;
use jiff::civil::{Date, date};
use network::rules::Roll;
use region::{KitDocument, OrganisationKind, kit_on};
use roadmap::store::Author;
use store::Tx;
use ui::ru::date_long;

use crate::KitRefused;
use crate::refused::FieldFault;
use crate::store::{self as rows, NewUploadRow};

const LONGEST_NUMBER: usize = 50;
pub(crate) const LONGEST_NOTE: usize = 500;
/// No school's paper in force is older.
const EARLIEST: Date = date(1990, 1, 1);

/// A signed document as its form tells it.
#[derive(Debug, Clone, Default)]
pub struct NewUpload {
    /// Code of the document in the case.
    pub document: String,
    pub number: String,
    /// `YYYY-MM-DD`, as forms send days.
    pub approved_on: String,
    /// Empty: the term that the case sets.
    pub valid_until: String,
    pub note: String,
    pub file: Option<NewFile>,
}

/// The school that may upload: one's own organisation, a school that stands today.
pub(crate) fn own_school<'a>(
    roll: &'a Roll,
    scope: &Scope,
    today: Date,
) -> Result<network::rules::Listed<'a>, KitRefused> {
    if scope.reach() != Reach::Own || scope.org_id().is_empty() {
        return Err(KitRefused::NotFound);
    }
    let found = roll.find(scope, scope.org_id(), today).ok_or(KitRefused::NotFound)?;
    if found.organisation.kind == OrganisationKind::School { Ok(found) } else { Err(KitRefused::NotFound) }
}

/// Keeps a signed document of one's own school in the place of the one before; answers its id.
pub async fn upload(
    tx: &mut Tx,
    house: &House,
    roll: &Roll,
    scope: &Scope,
    new: NewUpload,
    author: &Author,
) -> Result<String, KitRefused> {
    let today = house.clock.today();
    let school = own_school(roll, scope, today)?;
    let kit = kit_on(&house.region.kits, today).ok_or(KitRefused::NotFound)?;
    let document = kit.document(&new.document).ok_or(KitRefused::NotFound)?;
    let mut faults = Vec::new();
    let days = days_of(document, &new, today, &mut faults);
    let mut wrong = |field: &str, text: String| faults.push(FieldFault { field: field.to_owned(), text });
    let number = new.number.trim();
    if number.is_empty() || number.chars().count() > LONGEST_NUMBER {
        wrong(
            "number",
            format!("Номер не указан или длиннее {LONGEST_NUMBER} знаков. Если номера нет, напишите «б/н»."),
        );
    }
    if new.note.trim().chars().count() > LONGEST_NOTE {
        wrong("note", format!("Примечание длиннее {LONGEST_NOTE} знаков. Сократите его."));
    }
    let checked = match &new.file {
        None => {
            wrong("file", "Файл не выбран. Приложите скан, PDF или документ Word с подписью.".to_owned());
            None
        }
        Some(file) => match documents::check_file(&file.name, &file.bytes) {
            Ok(checked) => Some(checked),
            Err(refused) => {
                wrong("file", refused.to_string());
                None
            }
        },
    };
    let (Some((approved_on, valid_until)), Some(checked), Some(file), true) =
        (days, checked, new.file, faults.is_empty())
    else {
        return Err(KitRefused::Invalid(faults));
    };
    let now = house.clock.now();
    let hash = house.files.put(tx, file.bytes, checked.media_type, now).await?;
    let row = NewUploadRow {
        org_id: &school.organisation.id,
        document: &document.code,
        number,
        approved_on,
        valid_until,
        note: new.note.trim(),
        file: (&hash, &checked.name),
        by: (&author.account_id, &author.name),
    };
    let id = rows::insert_upload(tx, &row, now).await.map_err(KitRefused::of_write)?;
    let what = format!(
        "Загружен документ кейса: {}, №\u{a0}{number} от\u{a0}{}",
        document.title,
        date_long(approved_on)
    );
    let event = Event { act: "kit.uploaded", object: ("organisation", &school.organisation.id), what: &what };
    audit::note(tx, house, &author.who(), event).await?;
    Ok(id)
}

/// The day of approval and the last day. The case bounds the term: a school may shorten it and not lengthen it.
fn days_of(
    document: &KitDocument,
    new: &NewUpload,
    today: Date,
    faults: &mut Vec<FieldFault>,
) -> Option<(Date, Option<Date>)> {
    let mut wrong = |field: &str, text: String| {
        faults.push(FieldFault { field: field.to_owned(), text });
        None
    };
    let Ok(approved_on) = new.approved_on.trim().parse::<Date>() else {
        return wrong("approved_on", "Дата утверждения не указана. Выберите день в поле даты.".to_owned());
    };
    if approved_on > today {
        return wrong(
            "approved_on",
            "Дата утверждения ещё не наступила. Загрузите документ, когда он будет утверждён.".to_owned(),
        );
    }
    if approved_on < EARLIEST {
        return wrong(
            "approved_on",
            format!("Дата утверждения раньше {}. Проверьте год.", date_long(EARLIEST)),
        );
    }
    let longest = document.validity.and_then(|validity| validity.last_day(approved_on));
    if new.valid_until.trim().is_empty() {
        return Some((approved_on, longest));
    }
    let Ok(valid_until) = new.valid_until.trim().parse::<Date>() else {
        return wrong(
            "valid_until",
            "Срок действия не понят. Выберите день в поле даты или оставьте его пустым.".to_owned(),
        );
    };
    if valid_until < approved_on {
        return wrong(
            "valid_until",
            "Срок действия кончается раньше, чем документ утверждён. Проверьте обе даты.".to_owned(),
        );
    }
    match longest {
        Some(longest) if valid_until > longest => wrong(
            "valid_until",
            format!(
                "Срок действия длиннее установленного: документ, утверждённый {}, действует не дольше чем до {}. Укажите этот день или раньше.",
                date_long(approved_on),
                date_long(longest)
            ),
        ),
        _ => Some((approved_on, Some(valid_until))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    const TODAY: Date = date(2024, 10, 15);

    fn told(
        months: Option<u32>,
        approved_on: &str,
        valid_until: &str,
    ) -> Result<(Date, Option<Date>), String> {
        let document = KitDocument {
            code: "rules".into(),
            title: "Правила".into(),
            note: String::new(),
            levels: BTreeMap::new(),
            validity: months.map(|months| region::Validity { months: Some(months), until: None }),
            template: String::new(),
        };
        let new = NewUpload {
            approved_on: approved_on.into(),
            valid_until: valid_until.into(),
            ..NewUpload::default()
        };
        let mut faults = Vec::new();
        days_of(&document, &new, TODAY, &mut faults).ok_or_else(|| faults.remove(0).field)
    }

    #[test]
    fn the_term_is_the_cases_unless_the_school_shortens_it() {
        let approved = date(2024, 9, 2);
        assert_eq!(told(Some(12), "2024-09-02", ""), Ok((approved, Some(date(2025, 9, 1)))));
        assert_eq!(told(Some(12), "2024-09-02", "2025-06-01"), Ok((approved, Some(date(2025, 6, 1)))));
        assert_eq!(told(Some(12), "2024-09-02", "2025-09-02"), Err("valid_until".into()));
        assert_eq!(told(None, "2024-09-02", ""), Ok((approved, None)));
        assert_eq!(told(None, "2024-09-02", "2034-01-01"), Ok((approved, Some(date(2034, 1, 1)))));
    }

    #[test]
    fn days_that_cannot_be_are_told() {
        for (approved, until, field) in [
            ("", "", "approved_on"),
            ("вчера", "", "approved_on"),
            ("2024-10-16", "", "approved_on"),
            ("1924-10-15", "", "approved_on"),
            ("2024-09-02", "2024-09-01", "valid_until"),
            ("2024-09-02", "завтра", "valid_until"),
        ] {
            assert_eq!(told(None, approved, until), Err(field.to_owned()), "{approved} {until}");
        }
    }
}
