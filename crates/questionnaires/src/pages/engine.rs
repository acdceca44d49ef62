//! The engine as WebAssembly, made by this room's build script. A room of its own builds it, so that a change of the engine
//! builds this room anew and no other.

use access::{PageError, PageResult};
use axum::extract::Path;
use axum::http::{HeaderMap, header};
use ui::Asset;

include!(concat!(env!("OUT_DIR"), "/engine.rs"));

/// The module's address; nothing where it could not be built.
pub fn url() -> Option<&'static str> {
    ENGINE.as_ref().map(|engine| engine.url)
}

/// The module as it is run, for tests that run it elsewhere.
pub fn bytes() -> Option<&'static [u8]> {
    ENGINE.as_ref().map(|engine| engine.plain)
}

/// `/questionnaires/engine/forms.….wasm`
pub async fn module(Path(name): Path<String>, headers: HeaderMap) -> PageResult {
    let engine = ENGINE.as_ref().filter(|engine| engine.url.ends_with(&format!("/{name}")));
    let encodings = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    Ok(engine.ok_or(PageError::NotFound)?.response(encodings.unwrap_or_default()))
}
