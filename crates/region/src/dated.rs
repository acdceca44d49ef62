//! Names that change with time: a district becomes an округ, a school is renamed.

use jiff::civil::Date;

/// Something that holds between two days, both inclusive; `None` means «with no limit on this side».
pub trait Dated {
    fn valid_from(&self) -> Option<Date>;
    fn valid_to(&self) -> Option<Date>;

    fn holds_on(&self, date: Date) -> bool {
        self.valid_from().is_none_or(|from| from <= date) && self.valid_to().is_none_or(|to| date <= to)
    }
}

/// The entry that holds on `date`. A loaded pack has one for every day: see [`gap`].
pub fn on<T: Dated>(entries: &[T], date: Date) -> Option<&T> {
    entries.iter().find(|entry| entry.holds_on(date))
}

/// Why these entries do not cover all time exactly once, or `None` when they do.
///
/// Entries stand from oldest to newest, the first has no beginning, the last has no end, and each one
/// begins on the day after its predecessor ends.
pub(crate) fn gap<T: Dated>(entries: &[T]) -> Option<String> {
    let (Some(first), Some(last)) = (entries.first(), entries.last()) else {
        return Some("не указано ни одного наименования".to_owned());
    };
    if first.valid_from().is_some() {
        return Some("у самого раннего наименования не должно быть valid_from".to_owned());
    }
    if last.valid_to().is_some() {
        return Some("у последнего наименования не должно быть valid_to".to_owned());
    }
    entries.windows(2).find_map(|pair| {
        let (Some(ends), Some(begins)) = (pair[0].valid_to(), pair[1].valid_from()) else {
            return Some("между соседними наименованиями нужны valid_to и valid_from".to_owned());
        };
        (ends.tomorrow().ok() != Some(begins)).then(|| {
            format!("наименование действует по {ends}, а следующее — с {begins}: нужен следующий день")
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    struct Entry(Option<Date>, Option<Date>);

    impl Dated for Entry {
        fn valid_from(&self) -> Option<Date> {
            self.0
        }
        fn valid_to(&self) -> Option<Date> {
            self.1
        }
    }

    #[test]
    fn finds_the_entry_of_the_day() {
        let entries = [Entry(None, Some(date(2023, 5, 25))), Entry(Some(date(2023, 5, 26)), None)];
        assert!(gap(&entries).is_none());
        assert!(on(&entries, date(2023, 5, 25)).is_some_and(|entry| entry.0.is_none()));
        assert!(on(&entries, date(2023, 5, 26)).is_some_and(|entry| entry.1.is_none()));
    }

    #[test]
    fn names_the_gap_and_the_overlap() {
        let gapped = [Entry(None, Some(date(2023, 5, 24))), Entry(Some(date(2023, 5, 26)), None)];
        assert!(gap(&gapped).is_some_and(|message| message.contains("следующий день")));
        let overlapping = [Entry(None, Some(date(2023, 5, 26))), Entry(Some(date(2023, 5, 26)), None)];
        assert!(gap(&overlapping).is_some());
        assert!(gap::<Entry>(&[]).is_some());
        assert!(gap(&[Entry(Some(date(2023, 1, 1)), None)]).is_some());
        assert!(gap(&[Entry(None, Some(date(2023, 1, 1)))]).is_some());
    }
}
