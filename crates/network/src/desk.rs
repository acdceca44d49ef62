//! What every change of the registry goes through: the clock, the journal, and the card's own history.

use access::audit::{self, AuditKey, Event, Who};
use access::{Actor, House, Visitor};
use store::{Clock, Tx};

use crate::store::cards;

/// What whoever changes the registry has at hand.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    pub clock: &'a Clock,
    /// Signs the journal's lines.
    pub audit_key: &'a AuditKey,
}

impl<'a> Desk<'a> {
    pub fn of(house: &'a House) -> Self {
        Self { clock: &house.clock, audit_key: &house.settings.audit_key }
    }
}

/// Who changes the registry; the name is kept in the card's history as it was then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    account_id: Option<String>,
    name: String,
    who: Who,
}

impl Author {
    /// The signed-in visitor with an active membership; `None` for everybody else.
    pub fn of(visitor: &Visitor) -> Option<Self> {
        visitor.active_membership()?;
        visitor.actor.as_ref().map(Self::of_actor)
    }

    pub fn of_actor(actor: &Actor) -> Self {
        let who = Who {
            account_id: Some(actor.account_id.clone()),
            role: actor.membership.role.code().to_owned(),
            org_id: actor.membership.org_id.clone(),
        };
        Self { account_id: Some(actor.account_id.clone()), name: actor.name.clone(), who }
    }

    /// The program itself: the command line, the region pack.
    pub fn program() -> Self {
        Self { account_id: None, name: "Командная строка".into(), who: Who::program() }
    }

    /// The account; `None` for the program itself.
    pub fn account_id(&self) -> Option<&str> {
        self.account_id.as_deref()
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn who(&self) -> &Who {
        &self.who
    }
}

impl Desk<'_> {
    /// Tells of a change of an organisation in the journal and on its card. `what` names no person.
    pub(crate) async fn tell(
        &self,
        tx: &mut Tx,
        author: &Author,
        act: &'static str,
        org_id: &str,
        what: &str,
    ) -> store::Result<()> {
        let change = cards::Change { org_id, account_id: author.account_id(), author: &author.name, what };
        cards::add_change(tx, &change, self.clock.now()).await?;
        self.note(tx, author, act, ("organisation", org_id), what).await
    }

    /// Tells of something else in the journal.
    pub async fn note(
        &self,
        tx: &mut Tx,
        author: &Author,
        act: &'static str,
        object: (&'static str, &str),
        what: &str,
    ) -> store::Result<()> {
        let event = Event { act, object, what };
        audit::note_at(tx, self.audit_key, self.clock.now(), author.who(), event).await
    }
}
