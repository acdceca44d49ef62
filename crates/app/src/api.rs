//! The description of the API: every room's part put together.

use access::{Allow, PageResult, Routes, TokenScope};
use axum::Json;
use axum::http::Method;
use axum::response::IntoResponse;
use utoipa::OpenApi as _;
use utoipa::openapi::path::Operation;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{Content, Header, OpenApi, Ref, RefOr, Response};

#[derive(utoipa::OpenApi)]
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
pub fn description() -> OpenApi {
    let mut description = Described::openapi();
    description.merge(roadmap::pages::api::RoadmapApi::openapi());
    description.merge(network::pages::api::NetworkApi::openapi());
    description.merge(kits::pages::api::KitsApi::openapi());
    description.merge(questionnaires::pages::odk::OpenRosaApi::openapi());
    description.info.version = env!("CARGO_PKG_VERSION").to_owned();
    let components = description.components.get_or_insert_default();
    let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
    components.add_security_scheme(BEARER, bearer);
    components.schemas.insert(PROBLEM.into(), problem_schema());
    let routes = crate::rooms::routes();
    for (path, item) in &mut description.paths.paths {
        let operations = [
            (Method::GET, &mut item.get),
            (Method::POST, &mut item.post),
            (Method::PUT, &mut item.put),
            (Method::PATCH, &mut item.patch),
            (Method::DELETE, &mut item.delete),
        ];
        for (method, operation) in operations {
            let Some(operation) = operation else { continue };
            let row = routes.rows().iter().find(|row| row.method == method && row.path == path);
            operation.security = Some(security(row.map(|row| row.allow)));
            if let Some(needed) = row.and_then(|row| row.needs) {
                operation.description = Some(needed_scope(operation, needed));
            }
            complete(operation, &method);
        }
    }
    description
}

/// The description with what the token must be allowed to.
fn needed_scope(operation: &Operation, needed: TokenScope) -> String {
    let scope = format!("Право ключа: {} (`{}`).", needed.title(), needed.code());
    operation.description.as_ref().map_or_else(|| scope.clone(), |told| format!("{told}\n\n{scope}"))
}

const BEARER: &str = "bearer";
const PROBLEM: &str = "Problem";

/// What is open to everybody may be read without a token; a token may show more.
fn security(allow: Option<Allow>) -> Vec<SecurityRequirement> {
    let with_token = SecurityRequirement::new::<_, _, String>(BEARER, []);
    match allow {
        Some(Allow::Anyone) => vec![SecurityRequirement::default(), with_token],
        _ => vec![with_token],
    }
}

/// What every operation has in common: refusals are problem documents, reading has an `ETag`.
fn complete(operation: &mut Operation, method: &Method) {
    let summary = operation.summary.clone().unwrap_or_else(|| "Готово.".to_owned());
    let responses = &mut operation.responses.responses;
    for status in ["401", "default"] {
        responses.entry(status.to_owned()).or_insert_with(|| RefOr::T(Response::new("")));
    }
    for (status, response) in responses {
        let RefOr::T(response) = response else { continue };
        let is_refusal = !status.starts_with(['2', '3']);
        if response.description.is_empty() {
            response.description = told(status).map_or_else(|| summary.clone(), str::to_owned);
        }
        if is_refusal && response.content.is_empty() {
            let schema = Ref::from_schema_name(PROBLEM);
            response.content.insert("application/problem+json".into(), RefOr::T(Content::new(Some(schema))));
        }
        if *method == Method::GET && !is_refusal {
            let mut etag = Header::new(ObjectBuilder::new().schema_type(Type::String));
            etag.description = Some("Версия ответа: для If-None-Match и If-Match.".into());
            response.headers.insert("ETag".into(), RefOr::T(etag));
        }
    }
}

fn told(status: &str) -> Option<&'static str> {
    Some(match status {
        "304" => "Не изменилось с тех пор, как был выдан названный ETag.",
        "400" => "Адрес, параметры или тело не понятны.",
        "401" => "Нет действующего ключа доступа.",
        "404" => "Такой записи нет, либо она недоступна этому ключу.",
        "409" => "Запись изменил кто-то другой.",
        "412" => "If-Match не называет нынешнюю версию.",
        "422" => "Поля не подходят: что именно — в detail.",
        "428" => "Изменение требует If-Match.",
        "default" => "Отказ с причиной и тем, что делать.",
        _ => return None,
    })
}

fn problem_schema() -> RefOr<Schema> {
    let text =
        |description: &str| ObjectBuilder::new().schema_type(Type::String).description(Some(description));
    let status = ObjectBuilder::new().schema_type(Type::Integer).description(Some("Код ответа."));
    ObjectBuilder::new()
        .description(Some("Отказ (RFC 9457)."))
        .property("title", text("Что не получилось."))
        .property("status", status)
        .property("detail", text("Почему, и что делать."))
        .required("title")
        .required("status")
        .required("detail")
        .into()
}

async fn openapi() -> PageResult {
    Ok(Json(description()).into_response())
}
