//! The engine as WebAssembly, made by this room's build script. A room of its own builds it, so that a change of the engine
//! builds this room anew and no other.

use access::{PageError, PageResult};
use axum::extract::Path;
use axum::http::{HeaderMap, header};
use ui::Asset;

include!(concat!(env!("OUT_DIR"), "/engine.rs"));

/// The worker that runs it. Under an address of this room: what opens pages without a network reaches no further.
pub fn worker() -> String {
    let name = ui::asset_url("engine.js").rsplit('/').next().unwrap_or_default();
    format!("/questionnaires/engine/{name}")
}

/// The module's address; nothing where it could not be built.
pub fn url() -> Option<&'static str> {
    ENGINE.as_ref().map(|engine| engine.url)
}

/// The module as it is run, for tests that run it elsewhere.
pub fn bytes() -> Option<&'static [u8]> {
    ENGINE.as_ref().map(|engine| engine.plain)
}

/// `/questionnaires/engine/forms.….wasm` and `/questionnaires/engine/engine.….js`
pub async fn module(Path(name): Path<String>, headers: HeaderMap) -> PageResult {
    let engine = ENGINE.as_ref().filter(|engine| engine.url.ends_with(&format!("/{name}")));
    let encodings = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    let encodings = encodings.unwrap_or_default();
    if worker().ends_with(&format!("/{name}")) {
        return ui::asset_response(ui::asset_url("engine.js"), encodings).ok_or(PageError::NotFound);
    }
    Ok(engine.ok_or(PageError::NotFound)?.response(encodings))
}
