//! Routers where Rust keeps them: in builders, in functions of other modules, in lists of marked functions.

use super::endpoints::check;

#[test]
fn axum_builders_and_modules() {
    check(
        r#"
//- src/main.rs
mod routes;
use axum::{routing, Router, middleware::from_fn};
use axum::routing::{any, delete, get, on, MethodFilter};

async fn main() {
    let settings = settings();
    let inner = routes::router().layer(from_fn(pass));
    let app = Router::new()
        .route("/", get(home).head(home))
        .route("/both", on(MethodFilter::PUT.or(MethodFilter::PATCH), both))
        .route("/any", any(both))
        .route(routes::PATH, routing::post(|| async { "done" }))
        .nest("/v1/", inner)
        .with_state(settings)
        .fallback(home);
    let app = if settings.prefix.is_empty() {
        app
    } else {
        Router::new().nest(&settings.prefix, app)
    };
    serve(app).await
}

async fn home() {}
async fn both() {}
async fn pass() {}

//- src/routes.rs
use axum::{routing::{get, MethodRouter}, Router};
use utoipa_axum::{router::OpenApiRouter, routes};

pub const PATH: &str = "/by/{constant}";

pub fn router() -> Router {
    let mut router = Router::new().merge(documented().into());
    router = router.route("/items/:id", one());
    for path in ["/a", "/b"] {
        router = router.route(path, get(item));
    }
    router.nest_service("/files", files())
}

fn one() -> MethodRouter {
    get(item).delete(item)
}

fn documented() -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(list, create))
}

fn files() -> Router {
    Router::new().route("/{*rest}", get(item))
}

/// Nobody calls it.
pub fn unused() -> Router {
    Router::new().route("/unused", get(item))
}

#[utoipa::path(get, path = "/documented")]
async fn list() {}
#[utoipa::path(post, path = "/documented")]
async fn create() {}
async fn item() {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_a_test() {
        let app = Router::new().route("/in-a-test", get(item));
    }
}
"#,
        &[
            "/ GET home",
            "/ HEAD home",
            "/any ANY both",
            "/both PATCH both",
            "/both PUT both",
            "/by/{constant} POST POST /by/{constant}",
            "/v1/a GET item",
            "/v1/b GET item",
            "/v1/documented GET list",
            "/v1/documented POST create",
            "/v1/files/{rest} GET item",
            "/v1/items/{id} DELETE item",
            "/v1/items/{id} GET item",
            "? GET item",
        ],
    );
}

#[test]
fn actix_web_scopes_and_services() {
    check(
        r#"
//- src/main.rs
mod api;
use actix_web::{web, App, HttpServer};

async fn main() {
    HttpServer::new(|| {
        let app = App::new().app_data(1).wrap(logger());
        app.configure(api::configure)
            .service(api::scope())
            .service(web::resource(["/x", "/y"]).get(api::index))
            .default_service(web::route().to(api::index))
    });
}

//- src/api.rs
use actix_web::{get, http::Method, post, route, routes, web, Scope};

pub fn configure(config: &mut web::ServiceConfig) {
    config
        .service(index)
        .service(web::scope("/nested").configure(|inner| {
            inner.route("plain", web::method(Method::PATCH).to(plain));
        }));
}

pub fn scope() -> Scope {
    web::scope("/scope/")
        .service(both)
        .service(several)
        .service(
            web::resource("/{id:\\d+}/{rest:.*}")
                .guard(web::guard())
                .route(web::put().guard(web::guard()).to(plain))
                .to(plain),
        )
}

#[get("/")]
pub async fn index() {}

#[utoipa::path(get, path = "/not/this")]
#[route("/both", method = "GET", method = "HEAD")]
async fn both() {}

#[routes]
#[get("/one")]
#[post("/two")]
async fn several() {}

async fn plain() {}
"#,
        &[
            "/ GET index",
            "/nested/plain PATCH plain",
            "/scope/both GET both",
            "/scope/both HEAD both",
            "/scope/one GET several",
            "/scope/two POST several",
            "/scope/{id}/{rest} ANY plain",
            "/scope/{id}/{rest} PUT plain",
            "/x GET index",
            "/y GET index",
        ],
    );
}
