//! Style sheet, scripts, icon: embedded, compressed at build time, addressed by content so that browsers keep them for good.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// A file that browsers load and keep for good, for its address changes with its bytes. Rooms may have some of their own.
pub struct Asset {
    pub name: &'static str,
    pub url: &'static str,
    pub media_type: &'static str,
    pub plain: &'static [u8],
    pub gzip: &'static [u8],
    pub brotli: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// Address of an asset with its content hash; an unknown name gives an address that answers 404.
pub fn asset_url(name: &str) -> &'static str {
    ASSETS.iter().find(|asset| asset.name == name).map_or("/assets/unknown", |asset| asset.url)
}

/// The asset at an address, in the best encoding that the browser takes. `None`: no such asset.
pub fn asset_response(path: &str, accept_encoding: &str) -> Option<Response> {
    ASSETS.iter().find(|asset| asset.url == path).map(|asset| asset.response(accept_encoding))
}

impl Asset {
    pub fn response(&self, accept_encoding: &str) -> Response {
        let accepts = |name: &str| {
            accept_encoding.split(',').any(|part| {
                let mut words = part.trim().split(';');
                words.next() == Some(name) && !words.any(|word| word.trim() == "q=0")
            })
        };
        let (bytes, encoding) = if accepts("br") {
            (self.brotli, Some("br"))
        } else if accepts("gzip") {
            (self.gzip, Some("gzip"))
        } else {
            (self.plain, None)
        };
        let mut response = (StatusCode::OK, bytes).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.media_type));
        headers
            .insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
        if self.name == "engine.js" {
            // The worker's own policy: it may run WebAssembly and ask this site, nothing else. The page may do neither more.
            let policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";
            headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
        }
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if let Some(encoding) = encoding {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        response
    }
}

/// The worker that opens visited pages without a network. It is served by the room whose pages it opens, for a worker's
/// reach is the folder of its address.
pub fn offline_script() -> &'static str {
    include_str!("../assets/offline.js")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assets_are_found_by_their_hashed_address_only() {
        let url = asset_url("biblioset.css");
        assert!(url.starts_with("/assets/biblioset.") && url.ends_with(".css"));
        let response = asset_response(url, "gzip, br;q=0").unwrap();
        assert_eq!(response.headers()[header::CONTENT_ENCODING], "gzip");
        assert!(asset_response("/assets/biblioset.css", "").is_none());
        assert!(asset_response(asset_url("nothing"), "").is_none());
    }

    #[test]
    fn the_first_load_stays_within_its_budget() {
        // The engine's worker is loaded after the first paint, and only by pages of questionnaires.
        let first = ASSETS.iter().filter(|asset| asset.name != "engine.js");
        let over_the_wire: usize = first.map(|asset| asset.gzip.len()).sum();
        assert!(
            over_the_wire < 40_000,
            "{over_the_wire} bytes before the page itself; the whole first load may have 100 000"
        );
    }

    #[test]
    fn nothing_of_ours_calls_a_foreign_host() {
        for asset in ASSETS.iter().filter(|asset| asset.name != "htmx.js") {
            let text = String::from_utf8_lossy(asset.plain).replace("http://www.w3.org/2000/svg", "");
            assert!(!text.contains("http://") && !text.contains("https://"), "{}", asset.name);
        }
    }
}
