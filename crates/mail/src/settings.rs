//! Where letters go: to a server, into a folder, or nowhere yet.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use lettre::Address;
use lettre::message::Mailbox;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::Certificate;
use percent_encoding::percent_decode_str;
use url::{Host, Url};

/// How letters leave the house.
#[derive(Debug, Clone)]
pub struct Settings {
    pub from: Mailbox,
    pub way: Way,
    /// How long a server may think about one letter.
    pub patience: Duration,
}

#[derive(Debug, Clone)]
pub enum Way {
    /// No server has been named: letters wait, and an administrator sees them.
    Nowhere,
    /// The demonstration: a file for each letter.
    Folder(PathBuf),
    Server(Server),
}

/// A mail server that takes our letters on.
#[derive(Debug, Clone)]
pub struct Server {
    pub host: String,
    pub port: u16,
    pub security: Security,
    pub(crate) credentials: Option<Credentials>,
    pub(crate) own_root: Option<Certificate>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// Only to a server on this machine.
    None,
    /// A plain beginning, then STARTTLS, or nothing is sent.
    StartTls,
    /// TLS from the first byte.
    Tls,
}

/// Why a setting is not taken. The texts are for whoever starts the program; none repeats a password.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SettingsRefused {
    #[error(
        "адрес почтового сервера не разобран: нужен вид smtp://логин:пароль@сервер:587 или smtps://…:465"
    )]
    Address,
    #[error(
        "без шифрования (tls=none) почта отправляется только на сервер этой же машины (127.0.0.1, localhost)"
    )]
    PlainToForeign,
    #[error("параметр tls почтового сервера — required или none")]
    Tls,
    #[error("в адресе почтового сервера указан логин без пароля")]
    NoPassword,
    #[error("обратный адрес писем не разобран: нужен вид «Библиосеть <biblioset@example.org>»")]
    From,
    #[error("сертификат почтового сервера не прочитан: нужен файл PEM")]
    Certificate,
}

impl Settings {
    /// Letters wait for a server to be named.
    pub fn nowhere() -> Self {
        let address = Address::new("biblioset", "localhost").expect("a plain address");
        Self {
            from: Mailbox::new(Some("Библиосеть".to_owned()), address),
            way: Way::Nowhere,
            patience: Duration::from_mins(1),
        }
    }

    /// The demonstration's post box.
    pub fn to_folder(folder: PathBuf) -> Self {
        let address = Address::new("biblioset", "demo.example").expect("a plain address");
        let from = Mailbox::new(Some("Библиосеть".to_owned()), address);
        Self { from, way: Way::Folder(folder), ..Self::nowhere() }
    }

    /// A server by its address, and whom letters come from.
    pub fn to_server(server: Server, from: &str) -> Result<Self, SettingsRefused> {
        let from = from.parse().map_err(|_| SettingsRefused::From)?;
        Ok(Self { from, way: Way::Server(server), ..Self::nowhere() })
    }

    /// The part of our address that names this house in greetings and in the identifiers of letters.
    pub(crate) fn domain(&self) -> &str {
        self.from.email.domain()
    }
}

impl Server {
    /// `smtp://` is encrypted by STARTTLS unless the server is on this machine; `smtps://` is encrypted from the first
    /// byte. `?tls=required` and `?tls=none` say it outright.
    pub fn parse(address: &str) -> Result<Self, SettingsRefused> {
        let address = Url::parse(address).map_err(|_| SettingsRefused::Address)?;
        let is_here = is_this_machine(&address);
        let host = address.host_str().filter(|host| !host.is_empty()).ok_or(SettingsRefused::Address)?;
        let asked =
            address.query_pairs().find(|(name, _)| name == "tls").map(|(_, value)| value.into_owned());
        let security = match (address.scheme(), asked.as_deref()) {
            ("smtps", _) => Security::Tls,
            ("smtp", Some("required")) => Security::StartTls,
            ("smtp", Some("none")) if is_here => Security::None,
            ("smtp", Some("none")) => return Err(SettingsRefused::PlainToForeign),
            ("smtp", Some(_)) => return Err(SettingsRefused::Tls),
            ("smtp", None) if is_here => Security::None,
            ("smtp", None) => Security::StartTls,
            _ => return Err(SettingsRefused::Address),
        };
        let usual_port = match security {
            Security::None => 25,
            Security::StartTls => 587,
            Security::Tls => 465,
        };
        Ok(Self {
            host: host.trim_matches(['[', ']']).to_owned(),
            port: address.port().unwrap_or(usual_port),
            security,
            credentials: credentials(&address)?,
            own_root: None,
        })
    }

    /// Trusts this certificate too: servers of an authority often have one of their own making.
    pub fn trusting(self, pem: &[u8]) -> Result<Self, SettingsRefused> {
        let root = Certificate::from_pem(pem).map_err(|_| SettingsRefused::Certificate)?;
        Ok(Self { own_root: Some(root), ..self })
    }
}

fn is_this_machine(address: &Url) -> bool {
    match address.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        // `smtp` is no scheme of the web, so an address written in figures comes as a name.
        Some(Host::Domain(name)) => {
            name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
        }
        None => false,
    }
}

fn credentials(address: &Url) -> Result<Option<Credentials>, SettingsRefused> {
    let decoded = |text: &str| {
        percent_decode_str(text).decode_utf8().map(String::from).map_err(|_| SettingsRefused::Address)
    };
    match (address.username(), address.password()) {
        ("", _) => Ok(None),
        (_, None) => Err(SettingsRefused::NoPassword),
        (login, Some(password)) => Ok(Some(Credentials::new(decoded(login)?, decoded(password)?))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(address: &str) -> (String, u16, Security, bool) {
        let server = Server::parse(address).unwrap();
        (server.host, server.port, server.security, server.credentials.is_some())
    }

    #[test]
    fn an_address_says_how_the_line_is_encrypted() {
        assert_eq!(parsed("smtp://post.example"), ("post.example".into(), 587, Security::StartTls, false));
        assert_eq!(parsed("smtps://a:b@post.example"), ("post.example".into(), 465, Security::Tls, true));
        assert_eq!(parsed("smtp://127.0.0.1:2525"), ("127.0.0.1".into(), 2525, Security::None, false));
        assert_eq!(parsed("smtp://[::1]:2525"), ("::1".into(), 2525, Security::None, false));
        assert_eq!(parsed("smtp://localhost"), ("localhost".into(), 25, Security::None, false));
        assert_eq!(parsed("smtp://localhost?tls=required").2, Security::StartTls);
    }

    #[test]
    fn nothing_goes_over_a_foreign_line_in_the_clear() {
        for (address, why) in [
            ("smtp://post.example?tls=none", SettingsRefused::PlainToForeign),
            ("smtp://127.0.0.1.example?tls=none", SettingsRefused::PlainToForeign),
            ("smtp://post.example?tls=opportunistic", SettingsRefused::Tls),
            ("smtp://login@post.example", SettingsRefused::NoPassword),
            ("http://post.example", SettingsRefused::Address),
            ("post.example:25", SettingsRefused::Address),
            ("", SettingsRefused::Address),
        ] {
            assert_eq!(Server::parse(address).unwrap_err(), why, "{address}");
        }
    }

    #[test]
    fn a_password_is_decoded_and_never_printed() {
        let server = Server::parse("smtps://post%40example.org:p%3Ass%2Fw@post.example").unwrap();
        assert_eq!(server.credentials, Some(Credentials::new("post@example.org".into(), "p:ss/w".into())));
        let settings = Settings::to_server(server, "Библиосеть <biblioset@example.org>").unwrap();
        assert!(!format!("{settings:?}").contains("p:ss"));
        assert_eq!(settings.domain(), "example.org");
        assert!(matches!(
            Settings::to_server(Server::parse("smtp://localhost").unwrap(), "нет адреса"),
            Err(SettingsRefused::From)
        ));
    }
}
