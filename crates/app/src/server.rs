//! Serving: the router with its layers, the listener, the health pages, the metrics, a calm end.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use access::{House, serve_visitors};
use anyhow::{Context, Result};
use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tokio::net::TcpListener;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

/// A page that takes longer is given up; uploads over a satellite link fit.
const REQUEST_TIMEOUT: Duration = Duration::from_mins(2);

/// The whole program as a service: what tests call and what is served.
pub fn router(house: House) -> Router {
    let pages = crate::rooms::routes()
        .into_router()
        .fallback(no_such_page)
        .layer(from_fn_with_state(house.clone(), serve_visitors))
        .layer(CatchPanicLayer::new());
    Router::new()
        .route("/health/live", get(async || "жив\n"))
        .route("/health/ready", get(ready))
        .route("/assets/{*file}", get(asset))
        .merge(pages)
        .layer(from_fn(observe))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, REQUEST_TIMEOUT))
        // Fastest: the processor is the scarce thing, and text shrinks fivefold at any level.
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .with_state(house)
}

async fn no_such_page() -> Response {
    access::PageError::NotFound.into_response()
}

async fn asset(request: Request) -> Response {
    let encodings =
        request.headers().get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or("");
    let mut response = ui::asset_response(request.uri().path(), encodings)
        .unwrap_or_else(|| StatusCode::NOT_FOUND.into_response());
    response.headers_mut().insert("x-content-type-options", HeaderValue::from_static("nosniff"));
    response
}

/// Ready: the database takes a write. A disk that is full or a server that is gone answers 503.
async fn ready(State(house): State<House>) -> Response {
    match tokio::time::timeout(Duration::from_secs(5), house.db.takes_a_write()).await {
        Ok(Ok(())) => "готов\n".into_response(),
        Ok(Err(error)) => {
            tracing::error!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "хранилище не принимает запись\n").into_response()
        }
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "хранилище не отвечает\n").into_response(),
    }
}

/// Counts and logs every request by its route, never by its address or author: logs hold no personal data.
async fn observe(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let route = request.extensions().get::<MatchedPath>().map_or("(нет)", MatchedPath::as_str).to_owned();
    let method = request.method().as_str().to_owned();
    let request_id = store::new_id();
    let mut response = next.run(request).await;
    let status = response.status().as_u16();
    let seconds = started.elapsed().as_secs_f64();
    let labels = [("route", route.clone()), ("method", method.clone()), ("status", status.to_string())];
    metrics::counter!("http_requests_total", &labels).increment(1);
    metrics::histogram!("http_request_duration_seconds", "route" => route.clone()).record(seconds);
    tracing::info!(request_id, method, route, status, milliseconds = seconds * 1000.0, "request");
    if let Ok(value) = HeaderValue::from_str(&request_id) {
        response.headers_mut().insert(HeaderName::from_static("x-request-id"), value);
    }
    response
}

/// The recorder of the process; made once.
pub fn install_metrics() -> Result<PrometheusHandle> {
    let builder = PrometheusBuilder::new()
        .set_buckets(&[0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0])
        .context("границы гистограммы")?;
    builder.install_recorder().context("счётчики уже запущены")
}

/// Takes the address, before anything is told of it.
pub async fn listen(address: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| format!("адрес {address} занят или недоступен"))
}

/// How a browser on this machine reaches the address: the beginning of links while no other is set.
pub fn local_url(address: SocketAddr) -> String {
    let reached = if address.ip().is_unspecified() { Ipv4Addr::LOCALHOST.into() } else { address.ip() };
    format!("http://{}", SocketAddr::new(reached, address.port()))
}

/// Serves until Ctrl-C or SIGTERM, then lets running requests finish. `announce` is told the real address.
pub async fn serve(
    house: House,
    listener: TcpListener,
    metrics_listen: Option<SocketAddr>,
    announce: impl FnOnce(SocketAddr),
) -> Result<()> {
    if let Some(address) = metrics_listen {
        let handle = install_metrics()?;
        let metrics_listener = TcpListener::bind(address)
            .await
            .with_context(|| format!("адрес {address} для /metrics занят"))?;
        tracing::info!(address = %metrics_listener.local_addr()?, "metrics");
        let metrics = Router::new().route("/metrics", get(async move || handle.render()));
        tokio::spawn(async move { axum::serve(metrics_listener, metrics).await });
    }
    let jobs = crate::rooms::jobs(&house);
    jobs.queue_repeated().await?;
    tokio::spawn(jobs.work());
    tokio::spawn(crate::rooms::postman(&house).work());
    // After a restore the index is empty: it is made again before somebody has to wait for it.
    let feeding = house.clone();
    tokio::spawn(async move {
        if documents::feed(&feeding.db, &feeding.search).await.is_err() {
            tracing::error!("the search index of documents cannot be fed");
        }
    });
    announce(listener.local_addr()?);
    let service = router(house.clone()).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(asked_to_stop()).await?;
    house.db.close().await;
    Ok(())
}

async fn asked_to_stop() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! { _ = interrupted => {}, _ = terminated.recv() => {} }
            return;
        }
    }
    let _ = interrupted.await;
}
