//! All SQL of this room, a file for each table family.

pub mod comments;
pub mod evidence;
pub mod feeds;
mod holdings;
pub mod imports;
pub mod plans;
pub mod requirements;
pub mod versions;

pub use holdings::HOLDINGS;

use access::audit::Who;
use store::{Migration, Moment, Result, Tx};

pub const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 6_001,
        name: "plans and evidence",
        sql: include_str!("../../migrations/0001_plans.sql"),
    },
    Migration {
        version: 6_020,
        name: "who took a mark back",
        sql: include_str!("../../migrations/0020_revoker.sql"),
    },
    Migration {
        version: 6_021,
        name: "the month in which a plan's year starts",
        sql: include_str!("../../migrations/0021_start_month.sql"),
    },
];

/// Who did something, as it is written into histories: names are kept as they were at the time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    pub account_id: String,
    pub name: String,
    pub org_id: String,
    pub org_code: String,
    pub org_title: String,
    pub role: String,
}

impl Author {
    /// The signed-in visitor with an active membership; `None` for everybody else.
    pub fn of(visitor: &access::Visitor) -> Option<Self> {
        visitor.actor.as_ref().and_then(Self::of_actor)
    }

    pub fn of_actor(actor: &access::Actor) -> Option<Self> {
        let membership = &actor.membership;
        actor.role()?;
        Some(Self {
            account_id: actor.account_id.clone(),
            name: actor.name.clone(),
            org_id: membership.org_id.clone(),
            org_code: membership.org_code.clone(),
            org_title: membership.org_title.clone(),
            role: membership.role.code().to_owned(),
        })
    }

    /// The same as the journal names it.
    pub fn who(&self) -> Who {
        if self.role == Self::PROGRAM {
            return Who::program();
        }
        Who {
            account_id: Some(self.account_id.clone()),
            role: self.role.clone(),
            org_id: self.org_id.clone(),
        }
    }

    const PROGRAM: &str = "program";

    /// The program itself: imports from the command line, the demonstration.
    pub fn program() -> Self {
        Self {
            account_id: "program".into(),
            name: "Командная строка".into(),
            org_id: String::new(),
            org_code: String::new(),
            org_title: String::new(),
            role: Self::PROGRAM.into(),
        }
    }
}

/// Every change that bears on a plan's state ends with this: what was computed from the old state is no longer used.
pub(crate) async fn touch_plan(tx: &mut Tx, plan_id: &str) -> Result<()> {
    tx.query("update plan set revision = revision + 1 where id = $1").bind(plan_id).run().await?;
    Ok(())
}

/// A stored moment in the author's history line.
pub type At = Moment;
