//! Which people of the roster are shown.

use access::store::RosterLine;
use access::{MembershipState, Role, membership_state_from_code, role_from_code};
use jiff::civil::Date;
use serde::Deserialize;

pub const PEOPLE_ON_A_PAGE: usize = 50;

/// The filter as it stands in the address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct FilterText {
    pub q: String,
    pub role: String,
    pub state: String,
    /// Id of a municipality.
    pub municipality: String,
    pub page: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    pub q: String,
    pub role: Option<Role>,
    pub state: Option<MembershipState>,
    pub municipality: String,
    /// From 1.
    pub page: usize,
}

impl FilterText {
    pub fn read(&self) -> Filter {
        Filter {
            q: self.q.trim().chars().take(200).collect(),
            role: role_from_code(self.role.trim()),
            state: membership_state_from_code(self.state.trim()),
            municipality: self.municipality.trim().to_owned(),
            page: self.page.trim().parse().ok().filter(|page| *page > 0).unwrap_or(1),
        }
    }
}

impl Filter {
    /// Whether a line is wanted. Whoever has left is shown only when asked for.
    pub fn wants(&self, line: &RosterLine, today: Date) -> bool {
        let state = line.state_on(today);
        let is_wanted_state = self.state.map_or(state != MembershipState::Ended, |wanted| wanted == state);
        is_wanted_state
            && self.role.is_none_or(|role| line.role() == Some(role))
            && (self.municipality.is_empty() || line.municipality_id.as_deref() == Some(&self.municipality))
            && self.says(line)
    }

    fn says(&self, line: &RosterLine) -> bool {
        let text = ui::ru::fold(&format!("{} {} {}", line.name, line.login, line.org_title));
        ui::ru::fold(&self.q).split(' ').all(|word| text.contains(word))
    }

    pub fn address(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let page = if self.page > 1 { self.page.to_string() } else { String::new() };
        for (name, value) in [
            ("q", self.q.as_str()),
            ("role", self.role.map_or("", Role::code)),
            ("state", self.state.map_or("", MembershipState::code)),
            ("municipality", &self.municipality),
            ("page", &page),
        ] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        let query = query.finish();
        if query.is_empty() { "/access".to_owned() } else { format!("/access?{query}") }
    }

    pub fn is_narrow(&self) -> bool {
        let whole = FilterText::default().read();
        Filter { page: 1, ..self.clone() } != whole
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_back_to_its_filter() {
        let text = FilterText {
            q: " Анна ".into(),
            role: "school".into(),
            state: "suspended".into(),
            municipality: "m1".into(),
            page: "3".into(),
        };
        let filter = text.read();
        assert_eq!(
            filter.address(),
            "/access?q=%D0%90%D0%BD%D0%BD%D0%B0&role=school&state=suspended&municipality=m1&page=3"
        );
        assert!(filter.is_narrow());
        let whole = FilterText { role: "god".into(), page: "-1".into(), ..FilterText::default() }.read();
        assert_eq!(whole.address(), "/access");
        assert!(!whole.is_narrow());
    }
}
