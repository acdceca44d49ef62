//! What an edition in work gives to the paper that will approve it: its title, its aims, the table «было — стало —
//! обоснование». The room of papers asks for it through `app`, which knows both.

use access::{House, PageResult, Visitor};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde_json::{Map, Value, json};

use crate::pages::{Compared, Pair};
use crate::rules::{AimKind, ChangeKind, Line};
use crate::store::{self as rows, AimRow, EditionRow, Reader, TextRow};

/// Values by the names of a paper's fields; none where no text of the kind is being worked on.
pub fn known<'a>(
    house: &'a House,
    visitor: &'a Visitor,
    kind: &'a str,
) -> BoxFuture<'a, PageResult<Map<String, Value>>> {
    async move {
        // A contest's rules may be kept as a text too: only a paper that shows what has changed is made of an edition.
        let layout = house.region.document_kind(kind).and_then(|kind| papers::kind(kind.layout_code()));
        if !layout.is_some_and(|layout| layout.fields.iter().any(|field| field.name == "changes")) {
            return Ok(Map::new());
        }
        let Some((text, edition)) = in_work(house, visitor, kind).await? else { return Ok(Map::new()) };
        let pair = Pair::ending_with(edition.number);
        let compared = Compared::find(house, visitor, &text.code, &pair).await?;
        let aims = rows::aims_of(&house.db, &edition).await?;
        let changes: Vec<Value> = compared
            .lines()
            .iter()
            .filter(|line| edition.number > 1 && !matches!(line.kind, ChangeKind::Same | ChangeKind::Moved))
            .map(|line| change(line, &compared.rationale(line.id())))
            .collect();
        let titles = |kind: AimKind| {
            let titles = aims.iter().filter(move |aim| aim.kind() == kind).map(|aim| aim.title.clone());
            titles.collect::<Vec<String>>()
        };
        let records = |texts: Vec<String>| -> Value {
            texts.into_iter().map(|text| json!({ "text": text })).collect::<Vec<_>>().into()
        };
        let indicators: Vec<Value> =
            aims.iter().filter(|aim| aim.kind() == AimKind::Indicator).map(indicator).collect();
        let mut values = Map::new();
        values.insert("title".into(), Value::from(text.title.clone()));
        values.insert("changes".into(), Value::from(changes));
        // What the tree of aims does not say is not told as empty: the field keeps what others know.
        if !aims.is_empty() {
            values.insert("aim".into(), Value::from(titles(AimKind::Goal).join("; ")));
            values.insert("priorities".into(), records(titles(AimKind::Priority)));
            values.insert("tasks".into(), records(titles(AimKind::Tool)));
            values.insert("indicators".into(), Value::from(indicators));
        }
        Ok(values)
    }
    .boxed()
}

/// The newest edition that is not approved, of the first text of the kind that has one.
async fn in_work(house: &House, visitor: &Visitor, kind: &str) -> PageResult<Option<(TextRow, EditionRow)>> {
    let reader = Reader::of(visitor);
    for text in rows::texts(&house.db, &reader).await?.into_iter().filter(|text| text.kind == kind) {
        let newest = rows::editions_of(&house.db, &reader, &text.id).await?.into_iter().next();
        if let Some(edition) = newest.filter(|edition| !edition.is_approved()) {
            return Ok(Some((text, edition)));
        }
    }
    Ok(None)
}

fn change(line: &Line<'_>, rationale: &str) -> Value {
    let words = |paragraph: Option<&crate::rules::Paragraph>| {
        paragraph.map_or("", |one| one.text.as_str()).to_owned()
    };
    json!({"before": words(line.old), "after": words(line.new), "reason": rationale})
}

fn indicator(aim: &AimRow) -> Value {
    let name = if aim.unit.is_empty() { aim.title.clone() } else { format!("{}, {}", aim.title, aim.unit) };
    let number = |value: Option<i64>| value.map_or_else(String::new, ui::ru::of_thousandths);
    json!({"name": name, "now": number(aim.base), "goal": number(aim.target)})
}
