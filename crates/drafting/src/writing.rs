//! A paper is begun, written on, given up.

use access::audit::{self, Event};
use access::{House, Scope};
use papers::Values;
use roadmap::Board;
use roadmap::store::Author;
use store::Tx;

use crate::facts;
use crate::kind::kind_title;
use crate::rules::{State, prefill, title_of, too_large};
use crate::store::drafts::{self, DraftRow};
use crate::{DraftRefused, paper_kind};

/// The part of the plan for which a paper is prepared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub measure_key: String,
    pub item_key: Option<String>,
    pub slot_key: Option<String>,
}

/// Begins a paper with everything that the system knows; answers its id.
///
/// `scope` is that of writing drafts; `over` are values that come instead of what this room would fill in: the
/// demonstration's, or what another room knows ([`crate::Source`]). What the kind has no field for is passed over.
pub async fn prepare(
    tx: &mut Tx,
    house: &House,
    scope: &Scope,
    kind_code: &str,
    issuer_code: &str,
    place: Option<(&Board, &Place)>,
    over: &Values,
    author: &Author,
) -> Result<String, DraftRefused> {
    if !scope.covers(&author.org_id, None) {
        return Err(DraftRefused::NotFound);
    }
    let kind = paper_kind(&house.region, kind_code)
        .ok_or_else(|| DraftRefused::invalid("kind", "Вид документа: выберите вид из списка."))?;
    let issuer = match network::place_of(&mut *tx, issuer_code, house.clock.today()).await {
        Ok(issuer) => issuer,
        Err(store::Error::NotFound) => {
            let text = "Издающая организация: её нет в реестре. Выберите организацию из списка.";
            return Err(DraftRefused::invalid("issuer", text));
        }
        Err(error) => return Err(error.into()),
    };
    let about = (kind.layout, issuer_code);
    let known =
        facts::known(house, place, about, &author.account_id).await.map_err(DraftRefused::from_page)?;
    let mut values = prefill(kind.layout, &known);
    let is_field = |name: &str| kind.layout.fields.iter().any(|field| field.name == name);
    for (name, value) in over.iter().filter(|(name, _)| is_field(name)) {
        values.insert(name.clone(), value.clone());
    }
    let title = title_of(&values, &kind.document.title);
    let number = place.and_then(|(board, place)| board.version.keys.number(&place.measure_key));
    let new = drafts::NewRow {
        kind: kind_code,
        title: &title,
        org_id: &author.org_id,
        org_title: &author.org_title,
        issuer_code: &issuer.org_code,
        issuer_title: &issuer.org_title,
        plan_year: place.map(|(board, _)| board.plan.year),
        measure_key: place.map(|(_, place)| place.measure_key.as_str()),
        measure_number: number,
        item_key: place.and_then(|(_, place)| place.item_key.as_deref()),
        slot_key: place.and_then(|(_, place)| place.slot_key.as_deref()),
        values: &values,
        prepared_by: &author.account_id,
        preparer: &author.name,
    };
    let id = drafts::insert(tx, &new, house.clock.now()).await?;
    let what = format!("Начат документ: {} «{title}»", kind.document.title);
    note(tx, house, author, "draft.begun", &id, &what).await?;
    Ok(id)
}

/// Writes the fields of an open paper. `seen` is the version that the author looked at.
pub async fn save(
    tx: &mut Tx,
    house: &House,
    scope: &Scope,
    draft: &DraftRow,
    values: &Values,
    seen: i64,
    author: &Author,
) -> Result<(), DraftRefused> {
    if !scope.covers(&draft.org_id, None) {
        return Err(DraftRefused::NotFound);
    }
    if !draft.state().is_open() {
        return Err(frozen(draft));
    }
    if let Some(path) = too_large(values) {
        let text = "Текст длиннее 20\u{a0}000 знаков. Разделите его на части или вынесите в приложение.";
        return Err(DraftRefused::invalid(&format!("f.{path}"), text));
    }
    let title = title_of(values, kind_title(house, &draft.kind));
    if !drafts::save(tx, &draft.id, seen, &title, values, house.clock.now()).await? {
        return Err(DraftRefused::Changed);
    }
    note(tx, house, author, "draft.saved", &draft.id, &format!("Изменён проект документа: «{title}»")).await
}

/// Gives a paper up before its registration.
pub async fn discard(
    tx: &mut Tx,
    house: &House,
    scope: &Scope,
    draft: &DraftRow,
    author: &Author,
) -> Result<(), DraftRefused> {
    if !scope.covers(&draft.org_id, None) {
        return Err(DraftRefused::NotFound);
    }
    if draft.state() != State::Draft {
        return Err(DraftRefused::not_now(
            format!("Отменить можно только проект в работе, а этот документ — {}.", draft.state().word()),
            "Сначала верните его в работу.",
        ));
    }
    if !drafts::move_on(tx, draft, State::Discarded, house.clock.now()).await? {
        return Err(DraftRefused::Changed);
    }
    note(
        tx,
        house,
        author,
        "draft.discarded",
        &draft.id,
        &format!("Отменён проект документа: «{}»", draft.title),
    )
    .await
}

/// The text stands still in this state.
pub(crate) fn frozen(draft: &DraftRow) -> DraftRefused {
    DraftRefused::not_now(
        format!("Текст не изменяется: документ — {}.", draft.state().word()),
        "Чтобы изменить текст, верните документ в работу: согласование начнётся заново.",
    )
}

pub(crate) async fn note(
    tx: &mut Tx,
    house: &House,
    author: &Author,
    act: &'static str,
    id: &str,
    what: &str,
) -> Result<(), DraftRefused> {
    audit::note(tx, house, &author.who(), Event { act, object: ("draft", id), what }).await?;
    Ok(())
}
