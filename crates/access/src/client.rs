//! Where a request comes from: an address for the allowances of tries, words for the list of sessions.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};

use crate::Settings;
use crate::sessions::{CookieKind, read_cookie};

/// The browser or program that asks.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    address: Option<IpAddr>,
    /// «Firefox, Windows».
    pub device: String,
    /// The token by which a browser is known, if it brings one.
    pub device_token: Option<String>,
}

impl Client {
    pub fn of(parts: &Parts, settings: &Settings) -> Self {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        Self {
            address: address(peer, &parts.headers, &settings.proxies),
            device: device_words(agent.unwrap_or_default()),
            device_token: read_cookie(&parts.headers, CookieKind::Device, settings),
        }
    }

    /// What tries are counted by. A home has a whole network of the newer addresses: they count as one.
    pub fn network(&self) -> String {
        match self.address {
            None => "unknown".to_owned(),
            Some(IpAddr::V4(address)) => address.to_string(),
            Some(IpAddr::V6(address)) => prefix(address, 4),
        }
    }

    /// The address without its last part: enough to say «это не я», too little to find a person by.
    pub fn shortened(&self) -> String {
        match self.address {
            None => "адрес неизвестен".to_owned(),
            Some(IpAddr::V4(address)) => {
                let [a, b, c, _] = address.octets();
                format!("{a}.{b}.{c}.*")
            }
            Some(IpAddr::V6(address)) => prefix(address, 3),
        }
    }
}

fn prefix(address: Ipv6Addr, groups: usize) -> String {
    let groups: Vec<String> =
        address.segments().iter().take(groups).map(|group| format!("{group:x}")).collect();
    format!("{}:*", groups.join(":"))
}

/// The last address of `X-Forwarded-For` that is not a proxy of ours; believed only when a proxy of ours brings it,
/// because anybody may write such a header. A request without a peer comes from a test.
fn address(peer: Option<IpAddr>, headers: &HeaderMap, proxies: &[IpAddr]) -> Option<IpAddr> {
    let is_proxy = |address: &IpAddr| proxies.contains(&address.to_canonical());
    if peer.is_some_and(|peer| !is_proxy(&peer)) {
        return peer.map(|peer| peer.to_canonical());
    }
    let told = headers.get_all("x-forwarded-for");
    let told = told.iter().filter_map(|value| value.to_str().ok()).flat_map(|line| line.split(','));
    let mut told: Vec<IpAddr> = told.filter_map(|one| one.trim().parse().ok()).collect();
    while told.last().is_some_and(is_proxy) && told.len() > 1 {
        told.pop();
    }
    told.last().copied().or(peer).map(|address| address.to_canonical())
}

/// First fits: a browser that pretends to be another one says its own name before.
const BROWSERS: [(&str, &str); 9] = [
    ("YaBrowser/", "Яндекс Браузер"),
    ("Atom/", "Atom"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

const SYSTEMS: [(&str, &str); 7] = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];

/// What a browser calls itself, in two words that its owner knows; nothing of the sender's own text is kept.
fn device_words(agent: &str) -> String {
    let named = |names: &[(&'static str, &'static str)]| {
        names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, words)| *words)
    };
    match (named(&BROWSERS), named(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => "неизвестная программа".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forwarded(peer: &str, header: &str) -> String {
        let mut headers = HeaderMap::new();
        if !header.is_empty() {
            headers.insert("x-forwarded-for", header.parse().unwrap());
        }
        let proxies = ["127.0.0.1".parse().unwrap(), "10.0.0.5".parse().unwrap()];
        address(Some(peer.parse().unwrap()), &headers, &proxies).unwrap().to_string()
    }

    #[test]
    fn only_our_proxy_is_believed_about_where_a_request_comes_from() {
        assert_eq!(forwarded("203.0.113.9", "198.51.100.1"), "203.0.113.9", "anybody may write a header");
        assert_eq!(forwarded("127.0.0.1", "198.51.100.1"), "198.51.100.1");
        assert_eq!(forwarded("127.0.0.1", "1.1.1.1, 198.51.100.1"), "198.51.100.1", "the nearest is true");
        assert_eq!(forwarded("127.0.0.1", "198.51.100.1, 10.0.0.5"), "198.51.100.1", "two proxies of ours");
        assert_eq!(forwarded("127.0.0.1", "nonsense"), "127.0.0.1");
        assert_eq!(forwarded("::ffff:127.0.0.1", "198.51.100.1"), "198.51.100.1");
    }

    fn client(address: &str) -> Client {
        Client { address: address.parse().ok(), device: String::new(), device_token: None }
    }

    #[test]
    fn shown_addresses_are_shortened_and_homes_count_as_one() {
        assert_eq!(client("198.51.100.77").shortened(), "198.51.100.*");
        assert_eq!(client("198.51.100.77").network(), "198.51.100.77");
        assert_eq!(client("2001:db8:1:2:3:4:5:6").shortened(), "2001:db8:1:*");
        assert_eq!(client("2001:db8:1:2:3:4:5:6").network(), client("2001:db8:1:2:ffff::1").network());
        assert_eq!(client("").shortened(), "адрес неизвестен");
    }

    #[test]
    fn browsers_are_told_in_words() {
        let firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0";
        assert_eq!(device_words(firefox), "Firefox, Windows");
        let yandex = "Mozilla/5.0 (Linux; arm_64; Android 13) AppleWebKit/537.36 Chrome/124.0 YaBrowser/24.6 Mobile Safari/537.36";
        assert_eq!(device_words(yandex), "Яндекс Браузер, Android");
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148 Safari/604.1";
        assert_eq!(device_words(phone), "Safari, iPhone");
        assert_eq!(device_words("<script>"), "неизвестная программа");
    }
}
