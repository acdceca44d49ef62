//! Addresses of things that may be asked about again.

use std::collections::HashMap;
use std::sync::Mutex;

/// Object, state, who asks, whether it is theirs.
pub type Whose = (String, String, String, bool);

#[derive(Default)]
pub struct Unharmed(Mutex<HashMap<Whose, HashMap<String, String>>>);

impl Unharmed {
    /// The route's address, when all that it names is known of the thing.
    pub fn address(&self, whose: &Whose, route: &str) -> Option<String> {
        let known = self.0.lock().unwrap();
        let names = known.get(whose)?;
        let parts: Option<Vec<&str>> = route
            .split('/')
            .map(|part| if part.starts_with('{') { names.get(part).map(String::as_str) } else { Some(part) })
            .collect();
        Some(parts?.join("/"))
    }

    pub fn remember(&self, whose: Whose, route: &str, address: &str) {
        assert_eq!(route.split('/').count(), address.split('/').count(), "{route} → {address}");
        let pairs = route.split('/').zip(address.split('/')).filter(|(part, _)| part.starts_with('{'));
        let pairs = pairs.map(|(part, told)| (part.to_owned(), told.to_owned()));
        self.0.lock().unwrap().entry(whose).or_default().extend(pairs);
    }
}
