//! Somebody who gives access to others, and how far that goes.

use access::curation::{entrusted_by, entrusts, listed, may_manage};
use access::store::{Held, RosterLine, held_by, roster_line};
use access::{Deed, House, PageError, Role, Scope, Subject, Visitor};
use network::rules::{FilterText, Listed, Roll};

use crate::door::Workplace;

/// The visitor as a curator.
#[derive(Debug, Clone)]
pub struct Curator {
    pub account_id: String,
    pub name: String,
    role: Role,
    scope: Scope,
    /// The roles that may be given, for SQL.
    roles: String,
}

impl Curator {
    /// `NotFound` for whoever has nobody below.
    pub fn of(visitor: &Visitor) -> Result<Self, PageError> {
        let actor = visitor.actor.as_ref().ok_or(PageError::NotFound)?;
        let role = actor.role().ok_or(PageError::NotFound)?;
        let scope = visitor.scope(Subject::Memberships, Deed::Write);
        Ok(Self::new(&actor.account_id, &actor.name, role, scope))
    }

    /// The same for the demonstration, whose people act without a browser.
    pub fn of_actor(actor: &access::Actor) -> Result<Self, PageError> {
        let role = actor.role().ok_or(PageError::NotFound)?;
        let scope = actor.scope(Subject::Memberships, Deed::Write);
        Ok(Self::new(&actor.account_id, &actor.name, role, scope))
    }

    fn new(account_id: &str, name: &str, role: Role, scope: Scope) -> Self {
        Self {
            account_id: account_id.to_owned(),
            name: name.to_owned(),
            role,
            roles: listed(entrusted_by(role)),
            scope,
        }
    }

    pub(crate) const fn role_code(&self) -> &'static str {
        self.role.code()
    }

    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    pub fn roles_for_sql(&self) -> &str {
        &self.roles
    }

    /// The roles that this curator may give, in their usual order.
    pub fn roles(&self) -> &'static [Role] {
        entrusted_by(self.role)
    }

    pub fn sees_several_municipalities(&self) -> bool {
        self.scope.reach() == access::Reach::Everything
    }

    /// Whether the role may be given at the place.
    pub fn entrusts(&self, role: Role, place: &Workplace) -> bool {
        entrusts(self.role, &self.scope, role, &place.place, place.kind)
    }

    /// The organisations below at which a role may be given, in the registry's order.
    pub fn organisations<'a>(&self, house: &House, roll: &'a Roll) -> Vec<Listed<'a>> {
        let (filter, _) = FilterText::default().read(house.clock.today());
        let mut found: Vec<Listed<'a>> = roll
            .after(&self.scope, &filter, "", usize::MAX)
            .into_iter()
            .filter(|one| {
                let place = Workplace::of(one);
                self.roles().iter().any(|role| self.entrusts(*role, &place))
            })
            .collect();
        found.sort_by(|one, other| order(one).cmp(&order(other)));
        found
    }

    /// One of them by its code.
    pub async fn place(&self, house: &House, code: &str) -> Result<Option<Workplace>, PageError> {
        let roll = network::store::roll(&house.db).await?;
        let found = self.organisations(house, &roll);
        Ok(found.iter().find(|one| one.organisation.code == code).map(Workplace::of))
    }

    /// Somebody below; a foreign membership is as absent as one that does not exist.
    pub async fn member(&self, house: &House, membership_id: &str) -> Result<RosterLine, PageError> {
        let line = roster_line(&house.db, &self.scope, &self.roles, membership_id).await?;
        line.ok_or(PageError::NotFound)
    }

    /// Whether every role of an account could have been given by this curator: only then may he let somebody at the
    /// account itself (its password, its name). `None`: he may; otherwise why not.
    pub async fn why_not_the_account(
        &self,
        house: &House,
        line: &RosterLine,
    ) -> Result<Option<&'static str>, PageError> {
        if line.account_id == self.account_id {
            return Ok(Some(
                "Это ваша собственная учётная запись: пароль меняется в разделе «Моя учётная запись».",
            ));
        }
        let held = held_by(&house.db, &line.account_id).await?;
        let is_within = |one: &Held| {
            one.role().is_some_and(|role| {
                may_manage(self.role, &self.scope, role, &one.org_id, one.municipality_id.as_deref())
            })
        };
        let is_all_within = held.iter().all(is_within);
        Ok((!is_all_within).then_some(
            "У этого человека есть и другие полномочия, которые даёте не вы. Войти помогает тот, кто отвечает за все его полномочия: институт или администратор.",
        ))
    }
}

fn order<'a>(one: &Listed<'a>) -> (i64, &'a str, &'a str) {
    let municipality = one.municipality.map_or("", |place| place.sort_key.as_str());
    (one.organisation.kind_order, municipality, &one.name.sort_key)
}
