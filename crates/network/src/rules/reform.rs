//! Municipal reform: what may become of municipalities, and what a new name of one needs.

use roster::check;

use super::Roll;
use super::names::code_is_fit;
use crate::NetworkRefused;
use jiff::civil::Date;

/// What a municipality is called from a day on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MunicipalityNames {
    /// «муниципальный округ»
    pub kind: String,
    pub full: String,
    pub short: String,
    pub genitive: String,
    /// On the map, eleven signs at most.
    pub map_label: String,
    pub oktmo: String,
}

/// A municipality that the law makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMunicipality {
    pub code: String,
    pub names: MunicipalityNames,
    pub capital: String,
    /// Cell of the map: column and row.
    pub cell: (u16, u16),
}

/// Where those that end go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Into {
    /// One that is there already; with a new name or under its old one.
    Existing {
        id: String,
        names: Option<MunicipalityNames>,
    },
    New(NewMunicipality),
}

/// What the law does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reform {
    /// Another name, kind or code; the territory is the same.
    Rename { id: String, names: MunicipalityNames },
    /// Several become one: the sources end, their organisations move.
    Merge { sources: Vec<String>, into: Into },
    /// A part becomes a municipality of its own, with these organisations.
    Split { source: String, new: NewMunicipality, organisations: Vec<String> },
}

impl MunicipalityNames {
    pub fn checked(&self) -> Result<Self, NetworkRefused> {
        let line = |field: &'static str, text: &str, longest: usize, title: &str| {
            let text = check::line(text, longest).map_err(|unfit| NetworkRefused::Invalid {
                field,
                text: format!("{title}: {}", unfit.told()),
            })?;
            if text.is_empty() {
                return Err(NetworkRefused::Invalid {
                    field, text: format!("{title}: поле не заполнено.")
                });
            }
            Ok(text)
        };
        let oktmo = roster::tidy(&self.oktmo);
        if oktmo.len() != 8 || !oktmo.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(NetworkRefused::invalid("oktmo", "ОКТМО: нужны восемь цифр."));
        }
        Ok(Self {
            kind: line("kind", &self.kind, 100, "Вид")?,
            full: line("full_name", &self.full, check::MAX_FULL, "Полное наименование")?,
            short: line("short_name", &self.short, check::MAX_SHORT, "Краткое наименование")?,
            genitive: line("genitive_name", &self.genitive, check::MAX_FULL, "В родительном падеже")?,
            map_label: line("map_label", &self.map_label, region::MAP_LABEL_LENGTH, "Подпись на карте")?,
            oktmo,
        })
    }
}

impl NewMunicipality {
    /// Fit to be made on a day: a code of its own and a cell that nobody has then.
    pub fn checked(&self, roll: &Roll, day: Date, leaving: &[String]) -> Result<Self, NetworkRefused> {
        if !code_is_fit(&self.code) {
            return Err(NetworkRefused::invalid(
                "code",
                "Код — до 40 латинских букв, цифр, знаков «-» и «_».",
            ));
        }
        if roll.municipality_names().iter().any(|one| one.code == self.code) {
            let text = format!("Код «{}» уже занят другим муниципалитетом.", self.code);
            return Err(NetworkRefused::Invalid { field: "code", text });
        }
        let taken = roll
            .municipalities_on(day)
            .into_iter()
            .any(|one| (one.hex_col, one.hex_row) == self.cell && !leaving.contains(&one.id));
        if taken {
            return Err(NetworkRefused::invalid("cell", "Эта ячейка карты занята другим муниципалитетом."));
        }
        let capital = check::line(&self.capital, 100)
            .map_err(|unfit| NetworkRefused::Invalid { field: "capital", text: unfit.told() })?;
        if capital.is_empty() {
            return Err(NetworkRefused::invalid("capital", "Не указан административный центр."));
        }
        Ok(Self { names: self.names.checked()?, capital, ..self.clone() })
    }
}

/// Free cells of the map beside those of the given municipalities on a day; then free ones beside any.
pub fn free_cells(roll: &Roll, day: Date, beside: &[(u16, u16)]) -> Vec<(u16, u16)> {
    let taken: Vec<(u16, u16)> =
        roll.municipalities_on(day).iter().map(|one| (one.hex_col, one.hex_row)).collect();
    let mut free: Vec<(u16, u16)> = Vec::new();
    for cell in beside.iter().chain(&taken) {
        for next in neighbours(*cell) {
            if !taken.contains(&next) && !free.contains(&next) {
                free.push(next);
            }
        }
    }
    free
}

/// Cells that share an edge; odd rows stand half a cell to the right. What would lie beyond the edge is left out.
fn neighbours((col, row): (u16, u16)) -> impl Iterator<Item = (u16, u16)> {
    let (col, row) = (i32::from(col), i32::from(row));
    let shift = if row % 2 == 0 { -1 } else { 0 };
    [(-1, 0), (1, 0), (shift, -1), (shift + 1, -1), (shift, 1), (shift + 1, 1)]
        .into_iter()
        .filter_map(move |(dx, dy)| Some((u16::try_from(col + dx).ok()?, u16::try_from(row + dy).ok()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_those_of_the_map() {
        let around: Vec<_> = neighbours((1, 2)).collect();
        assert_eq!(around, [(0, 2), (2, 2), (0, 1), (1, 1), (0, 3), (1, 3)]);
        assert_eq!(neighbours((0, 0)).collect::<Vec<_>>(), [(1, 0), (0, 1)]);
    }

    #[test]
    fn a_name_needs_everything() {
        let fit = MunicipalityNames {
            kind: "муниципальный округ".into(),
            full: "Северный муниципальный округ".into(),
            short: "Северный округ".into(),
            genitive: "Северного муниципального округа".into(),
            map_label: "Северный".into(),
            oktmo: "08534000".into(),
        };
        assert_eq!(fit.checked().unwrap(), fit);
        let refused = |names: MunicipalityNames| match names.checked().unwrap_err() {
            NetworkRefused::Invalid { field, .. } => field,
            other => panic!("{other:?}"),
        };
        assert_eq!(refused(MunicipalityNames { oktmo: "85340".into(), ..fit.clone() }), "oktmo");
        assert_eq!(
            refused(MunicipalityNames {
                map_label: "Очень длинная подпись".into(), ..fit.clone()
            }),
            "map_label"
        );
        assert_eq!(refused(MunicipalityNames { short: " ".into(), ..fit }), "short_name");
    }
}
