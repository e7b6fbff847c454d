use actix_web::{get, routes, HttpResponse};

#[routes]
#[get("/health")]
#[get("/healthz")]
pub async fn health() -> HttpResponse {
    HttpResponse::NoContent().finish()
}

/// Nothing serves this: it is registered nowhere.
#[get("/ready")]
pub async fn ready() -> HttpResponse {
    HttpResponse::NoContent().finish()
}
