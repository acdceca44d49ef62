//! `/access`: the people of the organisations below.

use access::store::{InvitationState, RosterLine, invitations, roster};
use access::{House, MEMBERSHIP_STATES, MembershipState, PageResult, Visitor, state_title};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse};
use ui::Chrome;

use super::{Choice, role_choices};
use crate::Curator;
use crate::rules::{FilterText, PEOPLE_ON_A_PAGE};

#[derive(Template)]
#[template(path = "access_roster.html")]
struct RosterPage {
    chrome: Chrome,
    q: String,
    roles: Vec<Choice>,
    states: Vec<Choice>,
    municipalities: Vec<Choice>,
    people: Vec<PersonLine>,
    summary: String,
    is_narrow: bool,
    waiting: usize,
    without_access: String,
    previous: Option<String>,
    next: Option<String>,
    page_text: String,
}

struct PersonLine {
    membership_id: String,
    name: String,
    login: String,
    organisation: String,
    org_code: String,
    role: String,
    state: MembershipState,
    term: String,
    signed_in: String,
    has_second_factor: bool,
    is_deputy: bool,
}

impl PersonLine {
    /// Colour and sign of a state.
    fn mark(&self) -> (&'static str, &'static str, &'static str) {
        let (class, sign) = match self.state {
            MembershipState::Active => ("done", "✓"),
            MembershipState::Invited => ("soon", "◔"),
            MembershipState::Suspended => ("overdue", "!"),
            MembershipState::Ended => ("not-started", "○"),
        };
        (class, sign, state_title(self.state))
    }
}

pub async fn show(
    State(house): State<House>,
    visitor: Visitor,
    Query(text): Query<FilterText>,
) -> PageResult {
    let curator = Curator::of(&visitor)?;
    let today = house.clock.today();
    let filter = text.read();
    let everybody = roster(&house.db, curator.scope(), curator.roles_for_sql()).await?;
    let roll = network::store::roll(&house.db).await?;
    let organisations = curator.organisations(&house, &roll);
    let invited = invitations(&house.db, curator.scope(), curator.roles_for_sql()).await?;
    let now = house.clock.now();
    let waiting: Vec<_> = invited.iter().filter(|one| one.state(now) == InvitationState::Waiting).collect();
    let has_access = |org_id: &str| {
        everybody.iter().any(|line| line.org_id == org_id && line.state_on(today) == MembershipState::Active)
            || waiting.iter().any(|one| one.org_id == org_id)
    };
    let without = organisations.iter().filter(|one| !has_access(&one.organisation.id)).count();

    let mut wanted: Vec<&RosterLine> = everybody.iter().filter(|line| filter.wants(line, today)).collect();
    wanted.sort_by_cached_key(|line| {
        (ui::ru::sort_key(&line.org_title), ui::ru::fold(&line.name), line.membership_id.clone())
    });
    let pages = wanted.len().div_ceil(PEOPLE_ON_A_PAGE);
    let address = |page| crate::rules::Filter { page, ..filter.clone() }.address();
    let people = wanted.iter().skip((filter.page - 1) * PEOPLE_ON_A_PAGE).take(PEOPLE_ON_A_PAGE);
    let people = people.map(|line| person(&house, line)).collect();
    let municipalities = if curator.sees_several_municipalities() {
        roll.municipalities_on(today)
            .into_iter()
            .map(|one| Choice {
                value: one.id.clone(),
                label: one.short_name.clone(),
                is_chosen: one.id == filter.municipality,
            })
            .collect()
    } else {
        Vec::new()
    };
    let page = RosterPage {
        roles: role_choices(&house, curator.roles(), filter.role),
        states: MEMBERSHIP_STATES
            .into_iter()
            .map(|state| Choice {
                value: state.code().to_owned(),
                label: state_title(state).to_owned(),
                is_chosen: filter.state == Some(state),
            })
            .collect(),
        municipalities,
        people,
        summary: count(wanted.len(), "человек", "человека", "человек"),
        is_narrow: filter.is_narrow(),
        waiting: waiting.len(),
        without_access: if without == 0 {
            String::new()
        } else {
            count(without, "организация", "организации", "организаций")
        },
        previous: (filter.page > 1).then(|| address((filter.page - 1).min(pages.max(1)))),
        next: (filter.page < pages).then(|| address(filter.page + 1)),
        page_text: if pages > 1 {
            format!("страница {} из\u{a0}{pages}", filter.page)
        } else {
            String::new()
        },
        q: filter.q,
        chrome: visitor.chrome,
    };
    Ok(Html(page.render()?).into_response())
}

fn count(number: usize, one: &'static str, few: &'static str, many: &'static str) -> String {
    let number = i64::try_from(number).unwrap_or(i64::MAX);
    format!("{}\u{a0}{}", ui::ru::grouped(number), ui::ru::plural(number, one, few, many))
}

fn person(house: &House, line: &RosterLine) -> PersonLine {
    let today = house.clock.today();
    let term = line.term();
    PersonLine {
        membership_id: line.membership_id.clone(),
        name: line.name.clone(),
        login: line.login.clone(),
        organisation: line.org_title.clone(),
        org_code: line.org_code.clone(),
        role: line.role().map_or("", |role| house.role_title(role)).to_owned(),
        state: line.state_on(today),
        term: if term == access::Term::UNLIMITED { String::new() } else { term.as_told() },
        signed_in: line
            .signed_in_at
            .map_or_else(|| "не входил(а)".to_owned(), |at| ui::ru::date_short(house.clock.date_of(at))),
        has_second_factor: line.has_second_factor != 0,
        is_deputy: line.deputy_of.is_some(),
    }
}
