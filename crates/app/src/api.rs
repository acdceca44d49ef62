//! The description of the API: every room's part put together.

use access::{Allow, PageResult, Routes};
use axum::Json;
use axum::response::IntoResponse;
use utoipa::OpenApi;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};

#[derive(OpenApi)]
#[openapi(info(
    title = "Библиосеть",
    description = "Дорожная карта, её исполнение и сеть. Ключ доступа выдаёт администратор: Authorization: Bearer …. \
                   Ошибки — application/problem+json (RFC 9457). Изменения требуют If-Match.",
    license(name = "Apache-2.0 OR MIT")
))]
struct Described;

pub fn routes() -> Routes {
    Routes::new().api_get("/api/v1/openapi.json", None, Allow::Anyone, openapi)
}

/// The whole description: what tests hold against the table of URLs.
pub fn description() -> utoipa::openapi::OpenApi {
    let mut description = Described::openapi();
    description.merge(roadmap::pages::api::RoadmapApi::openapi());
    description.merge(network::pages::api::NetworkApi::openapi());
    description.merge(questionnaires::pages::odk::OpenRosaApi::openapi());
    description.info.version = env!("CARGO_PKG_VERSION").to_owned();
    let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
    description.components.get_or_insert_default().add_security_scheme("bearer", bearer);
    description
}

async fn openapi() -> PageResult {
    Ok(Json(description()).into_response())
}
