//! The two maps of the registry: cells of equal size, and real outlines where they are known.

use jiff::civil::Date;
use region::{LibraryStatus, StatusWords};
use ui::ru::{grouped, plural};
use ui::{HexCell, HexMap, OutlineMap, OutlineShape, level};

use crate::rules::{Atlas, Filter, Roll, RollMunicipality, Totals};

/// Territories smaller than this have no room for a figure, in units of the drawing.
const ROOM_FOR_A_FIGURE: f64 = 260.0;

/// What a reader is told of a municipality: «Нанайский район: 15 организаций; ИБЦ — 3, МИБЦ — 1».
fn told(words: &StatusWords, one: &RollMunicipality, totals: &Totals) -> String {
    let (centres, municipal) = totals.centres_in(&one.code);
    format!(
        "{}: {}; {} — {centres}, {} — {municipal}",
        one.short_name,
        organisations(totals.in_municipality(&one.code)),
        words.short(LibraryStatus::Centre),
        words.short(LibraryStatus::MunicipalCentre)
    )
}

/// «84 организации»
pub(super) fn organisations(count: i64) -> String {
    format!("{}\u{a0}{}", grouped(count), plural(count, "организация", "организации", "организаций"))
}

/// «◆12 ★2»: how many centres and municipal centres.
fn centres_note(centres: i64, municipal: i64) -> String {
    let counted = [(LibraryStatus::Centre, centres), (LibraryStatus::MunicipalCentre, municipal)];
    let told = counted.into_iter().filter(|(_, count)| *count > 0);
    told.map(|(status, count)| format!("{}{count}", status.sign())).collect::<Vec<_>>().join(" ")
}

pub(super) fn hex_map(
    words: &StatusWords,
    municipalities: &[&RollMunicipality],
    totals: &Totals,
    filter: &Filter,
    today: Date,
) -> HexMap {
    let greatest = totals.greatest();
    let cells = municipalities
        .iter()
        .map(|one| {
            let count = totals.in_municipality(&one.code);
            let is_chosen = filter.municipality.as_ref() == Some(&one.code);
            let chosen = (!is_chosen).then(|| one.code.clone());
            let (centres, municipal) = totals.centres_in(&one.code);
            HexCell {
                note: centres_note(centres, municipal),
                col: one.hex_col,
                row: one.hex_row,
                label: one.map_label.clone(),
                value: grouped(count),
                class: level(count, greatest).to_owned(),
                href: Filter { municipality: chosen, page: 1, ..filter.clone() }.address(today),
                title: told(words, one, totals),
                is_chosen,
            }
        })
        .collect();
    HexMap::new("Организации по муниципалитетам".to_owned(), cells)
}

/// The same figures on real outlines; a municipality of the day whose boundary is not known is left out.
pub(super) fn outline_map(
    atlas: &Atlas,
    roll: &Roll,
    totals: &Totals,
    filter: &Filter,
    words: &StatusWords,
) -> OutlineMap {
    let municipalities = roll.municipalities_on(filter.as_of);
    let greatest = totals.greatest();
    let shapes = atlas.shapes().into_iter().filter_map(|(id, shape)| {
        let one = municipalities.iter().find(|one| one.id == id)?;
        let count = totals.in_municipality(&one.code);
        let [x, y] = shape.label;
        Some(OutlineShape {
            path: shape.path.clone(),
            class: level(count, greatest),
            title: told(words, one, totals),
            value: if shape.area < ROOM_FOR_A_FIGURE { String::new() } else { grouped(count) },
            x: format!("{x:.0}"),
            y: format!("{:.0}", y + 4.0),
            is_chosen: filter.municipality.as_ref() == Some(&one.code),
        })
    });
    let (width, height) = atlas.frame();
    OutlineMap {
        title: "Муниципалитеты в своих границах; те же числа — в карте из ячеек и в списке".to_owned(),
        width: format!("{width:.0}"),
        height: format!("{height:.0}"),
        shapes: shapes.collect(),
        attribution: atlas.attribution.clone(),
    }
}
