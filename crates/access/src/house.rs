//! What every handler is given: the doors to the lower floors.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use ::store::{Clock, Db, Files};
use region::RegionPack;

use crate::audit::AuditKey;
use crate::holdings::Holding;
use crate::{Role, SealingKeys};

/// The assembled program, as a handler sees it. Cloning is cheap.
#[derive(Clone)]
pub struct House {
    pub db: Db,
    pub files: Files,
    /// Indexes of what can be found by words: projections, made again from the database where they are missing.
    pub search: search::Shelf,
    pub clock: Clock,
    pub region: Arc<RegionPack>,
    pub settings: Arc<Settings>,
    /// Every room's entries, in the order of the menu.
    pub navigation: Arc<[NavigationEntry]>,
    /// What the rooms have to show to everybody about themselves, in the order of the page «Моя учётная запись».
    pub account_pages: Arc<[AccountPage]>,
    /// What every room holds on people, in the order of erasing.
    pub holdings: &'static [&'static [Holding]],
}

impl House {
    /// What a role is called in this region: «институт (ХК ИРО)».
    pub fn role_title(&self, role: Role) -> &str {
        self.region.roles.get(&role).map_or(role.code(), |title| &title.title)
    }

    /// Short name, today, of an organisation of the region pack; the code itself for an unknown one.
    pub fn organisation_title(&self, code: &str) -> String {
        let name =
            self.region.organisation(code).and_then(|organisation| organisation.name_on(self.clock.today()));
        name.map_or_else(|| code.to_owned(), |name| name.short.clone())
    }
}

#[derive(Debug, Clone)]
pub struct Settings {
    /// Shows the banner of the demonstration and the list of demo accounts at the login page.
    pub demo: bool,
    /// Cookies only over HTTPS, with the `__Host-` prefix. Off only for a server on the loopback address.
    pub secure_cookies: bool,
    pub password_cost: PasswordCost,
    /// Lets every lookup reach everything. Exists for one test: it shows that the access matrix would notice.
    pub scope_switched_off: bool,
    /// Signs the journal ([`crate::audit`]).
    pub audit_key: AuditKey,
    /// Seals what must not be read from a stolen database: restricted fields of persons, secrets of second factors.
    pub sealing_keys: SealingKeys,
    /// Where the keys and the marks of the journal lie; `None`: nowhere, as in tests.
    pub keys_folder: Option<std::path::PathBuf>,
    /// Where the search indexes lie; `None`: in memory, as in tests.
    pub search_folder: Option<std::path::PathBuf>,
    /// How the house is reached from outside, without a slash at its end: what links in letters begin with. It never comes
    /// from a request, whose sender may name any host.
    pub public_url: String,
    /// How letters leave the house.
    pub mail: mail::Settings,
    /// Addresses of the proxies before this server: what they say of a request's origin is believed.
    pub proxies: Vec<IpAddr>,
    /// How many passwords have been hashed or compared: a test holds every answer of a sign-in to the same number.
    pub hashes_made: Arc<AtomicU64>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            demo: false,
            secure_cookies: true,
            password_cost: PasswordCost::Production,
            scope_switched_off: false,
            audit_key: AuditKey::ephemeral(),
            sealing_keys: SealingKeys::ephemeral(),
            keys_folder: None,
            search_folder: None,
            public_url: "http://localhost".into(),
            mail: mail::Settings::nowhere(),
            proxies: vec![IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)],
            hashes_made: Arc::default(),
        }
    }
}

/// How hard a password is to guess from its hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordCost {
    /// argon2id, 19 MiB, 2 passes (the OWASP minimum).
    Production,
    /// argon2id with the smallest parameters: tests log in thousands of times.
    Test,
}

/// A line of the menu.
#[derive(Debug, Clone, Copy)]
pub struct NavigationEntry {
    pub label: &'static str,
    pub path: &'static str,
    /// `None`: shown to everybody, signed in or not.
    pub roles: Option<&'static [Role]>,
}

/// A line of the page «Моя учётная запись» that leads to a room's own page about the person.
#[derive(Debug, Clone, Copy)]
pub struct AccountPage {
    pub label: &'static str,
    pub path: &'static str,
    pub about: &'static str,
}
