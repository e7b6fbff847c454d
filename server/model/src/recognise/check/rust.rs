//! Routers where Rust keeps them: in builders, in functions of other modules, in lists of marked functions.

use super::endpoints::{check, guarded};
use super::workspace::Workspace;

/// Checks the statuses of errors that each handler answers.
fn check_statuses(project: &str, expected: &[(&str, &[u16])]) {
    let things = Workspace::of_text(project).things();
    let mut found: Vec<(&str, &[u16])> = things
        .endpoints
        .iter()
        .map(|endpoint| {
            let name = endpoint.handler.name.as_str();
            (name, endpoint.error_statuses.as_slice())
        })
        .collect();
    found.sort_unstable();
    assert_eq!(found, expected);
}

#[test]
fn axum_builders_and_modules() {
    check(
        r#"
//- src/main.rs
mod routes;
use axum::{routing, Router, middleware::from_fn};
use axum::routing::{any, delete, get, on, MethodFilter};
use axum_extra::routing::RouterExt;

async fn main() {
    let settings = settings();
    let inner = routes::router().layer(from_fn(pass));
    let app = Router::new()
        .route("/", get(home).head(home))
        .route("/both", on(MethodFilter::PUT.or(MethodFilter::PATCH), both))
        .route("/any", any(both))
        .route_with_tsr("/either", get(home))
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
            "/either GET home",
            "/either/ GET home",
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

#[test]
fn paths_at_the_classes_of_parameters() {
    check(
        r#"
//- src/main.rs
mod pages;
use axum::Router;
use axum_extra::routing::RouterExt;

async fn main() {
    let app = Router::new().nest("/shop", pages::router::<Store>());
    serve(app).await
}

//- src/pages.rs
use axum::{extract::State, Router};
use axum_extra::routing::{RouterExt, TypedPath};

#[derive(TypedPath, Deserialize)]
#[typed_path("/items/{id}/pictures/{*rest}")]
pub struct PicturePath {
    id: u32,
    rest: String,
}

#[derive(TypedPath)]
#[typed_path("/items", rejection(Wrong))]
struct ItemsPath;

pub fn router<S: Keeps>() -> Router {
    Router::new()
        .typed_get(picture::<S>)
        .typed_get(items)
        .typed_post(add)
        .typed_delete(unknown)
}

async fn picture<S: Keeps>(State(store): State<S>, PicturePath { id, .. }: PicturePath) {}
async fn items(_: ItemsPath) {}
async fn add(_: ItemsPath) {}
async fn unknown() {}
"#,
        &[
            "/shop/items GET items",
            "/shop/items POST add",
            "/shop/items/{id}/pictures/{rest} GET picture",
            "? DELETE unknown",
        ],
    );
}

/// Errors say by a match over themselves how they are answered; others become them on the way.
#[test]
fn statuses_that_errors_answer_with() {
    check_statuses(
        r#"
//- src/main.rs
mod errors;
mod shelf;
use axum::{routing::{get, post}, Json, Router};
use errors::{ApiError, Broken};
use shelf::ShelfError;

type ApiResult<T> = Result<T, ApiError>;

async fn main() {
    let app = Router::new()
        .route("/find", get(find))
        .route("/lend", post(lend))
        .route("/all", get(all))
        .route("/count", get(count))
        .route("/late", get(late));
    serve(app).await
}

async fn find(id: u32) -> Result<Json<u32>, ApiError> {
    if id == 0 {
        return Err(ApiError::Odd("zero".into()));
    }
    Err(ApiError::Absent)
}

async fn lend(id: u32) -> ApiResult<Json<u32>> {
    shelf::take(id)?;
    Ok(Json(id))
}

async fn all() -> Result<Json<u32>, ApiError> {
    let rows = sqlx::query("SELECT 1").fetch_all(pool()).await?;
    Ok(Json(rows.len()))
}

async fn count() -> Result<Json<u32>, Broken> {
    let rows = sqlx::query("SELECT 1").fetch_all(pool()).await?;
    Ok(Json(rows.len()))
}

async fn late(id: u32) -> Result<Json<u32>, ApiError> {
    Err(ApiError::Late(id))
}

//- src/shelf.rs
pub enum ShelfError {
    Empty,
    Taken(u32),
}

pub fn take(id: u32) -> Result<u32, ShelfError> {
    if id > 3 {
        return Err(ShelfError::Taken(id));
    }
    Err(ShelfError::Empty)
}

//- src/errors.rs
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use crate::shelf::ShelfError;

#[derive(thiserror::Error)]
pub enum ApiError {
    #[error("absent")]
    Absent,
    #[error("odd: {0}")]
    Odd(String),
    #[error("late: {0}")]
    Late(u32),
    #[error("storage")]
    Storage(#[from] sqlx::Error),
    #[error("taken")]
    Taken,
}

impl ApiError {
    fn status(&self) -> StatusCode {
        match self {
            Self::Absent => StatusCode::NOT_FOUND,
            Self::Odd(_) | Self::Taken => StatusCode::CONFLICT,
            Self::Late(days) if *days > 9 => StatusCode::GONE,
            Self::Storage(error) => {
                tracing::error!(%error);
                StatusCode::INTERNAL_SERVER_ERROR
            }
            Self::Late(_) => StatusCode::LOCKED,
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status = self.status();
        (status, self.to_string()).into_response()
    }
}

impl From<ShelfError> for ApiError {
    fn from(error: ShelfError) -> Self {
        match error {
            ShelfError::Empty => ApiError::Absent,
            ShelfError::Taken(_) => ApiError::Taken,
        }
    }
}

pub struct Broken(anyhow::Error);

impl IntoResponse for Broken {
    fn into_response(self) -> Response {
        (StatusCode::BAD_GATEWAY, self.0.to_string()).into_response()
    }
}

impl<E: Into<anyhow::Error>> From<E> for Broken {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}
"#,
        &[
            ("all", &[500]),
            ("count", &[502]),
            ("find", &[404, 409]),
            // One variant goes two ways.
            ("late", &[]),
            ("lend", &[404, 409]),
        ],
    );
}

#[test]
fn statuses_that_error_responses_tell() {
    check_statuses(
        r#"
//- src/main.rs
use actix_web::{get, http::StatusCode, web, App, HttpResponse, HttpServer, ResponseError};

async fn main() {
    HttpServer::new(|| App::new().service(read).service(write));
}

#[get("/read")]
async fn read() -> Result<HttpResponse, Failure> {
    Err(Failure::Missing)
}

#[get("/write")]
async fn write() -> Result<HttpResponse, Failure> {
    if locked() {
        return Err(Failure::Locked);
    }
    Err(Failure::Other("x".into()))
}

enum Failure {
    Missing,
    Locked,
    Other(String),
}

impl ResponseError for Failure {
    fn error_response(&self) -> HttpResponse {
        match self {
            Failure::Missing => HttpResponse::NotFound().finish(),
            Failure::Locked => HttpResponse::build(StatusCode::LOCKED).body("locked"),
            _ => HttpResponse::ImATeapot().json(1),
        }
    }
}
"#,
        &[("read", &[404]), ("write", &[418, 423])],
    );
}

#[test]
fn one_name_for_a_macro_and_a_function() {
    check(
        r#"
//- src/main.rs
mod items;
mod routes;
use actix_web::{web, App, HttpServer};

async fn main() {
    HttpServer::new(|| App::new().configure(|config| routes::Routes::all(config)));
}

//- src/routes.rs
use actix_web::{web, Resource, Scope};

pub const VERSION: &str = "v1";

pub fn base(name: &str) -> String {
    format!("/{name}/{VERSION}")
}

pub trait Registers {
    fn register(config: &mut web::ServiceConfig);

    fn everything(config: &mut web::ServiceConfig) {
        Self::register(config);
    }
}

pub struct Routes;

impl Registers for Routes {
    fn register(config: &mut web::ServiceConfig) {
        config.service(web::scope(&base("api")).service(Self::about()).configure(crate::items::routes));
    }
}

impl Routes {
    pub fn all(config: &mut web::ServiceConfig) {
        Self::everything(config);
    }

    fn about() -> Resource {
        web::resource("/about").route(web::get().to(crate::items::about))
    }
}

//- src/items.rs
use actix_web::{delete, web};

pub fn routes(config: &mut web::ServiceConfig) {
    config.service(delete);
}

#[delete("/items/{id}")]
async fn delete() {}

pub async fn about() {}
"#,
        &[
            "/api/v1/about GET about",
            "/api/v1/items/{id} DELETE delete",
        ],
    );
}

#[test]
fn lists_and_conversions_of_routers() {
    check(
        r#"
//- src/main.rs
mod pages;
mod sockets;
use axum::{routing::get, Router};
use utoipa_axum::{router::OpenApiRouter, routes};

async fn main() {
    let app = with_health(documented());
    serve(app.merge(pages::mount())).await
}

fn documented() -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(list, create).authorize(ROLES)).routes(routes!(read).layer(limit()))
}

fn with_health(router: OpenApiRouter) -> Router {
    #[cfg(feature = "pages")]
    let router = {
        let (router, api) = router.split_for_parts();
        router.merge(shown(api))
    };
    #[cfg(not(feature = "pages"))]
    let router = Router::from(router);
    router.route("/health", get(health))
}

#[utoipa::path(get, path = "/items")]
async fn list() {}
#[utoipa::path(post, path = "/items")]
async fn create() {}
#[utoipa::path(get, path = "/items/{id}")]
async fn read() {}
async fn health() {}

//- src/pages.rs
mod shown;
use axum::{routing::get, Router};
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn mount() -> Router {
    use shown::*;

    Router::new()
        .route("/page", get(page))
        .route("/other", get(other::show))
        .merge(OpenApiRouter::new().routes(routes!(delete::route)).into())
}

mod delete {
    #[utoipa::path(delete, path = "/page")]
    pub async fn route() {}
}

async fn page() {}

//- src/pages/shown.rs
pub mod other;

//- src/pages/shown/other.rs
pub async fn show() {}

//- src/sockets.rs
use axum::{routing::get, Router};

/// Its namesake is called, it is not.
pub fn mount() -> Router {
    Router::new().route("/socket", get(socket))
}

async fn socket() {}
"#,
        &[
            "/health GET health",
            "/items GET list",
            "/items POST create",
            "/items/{id} GET read",
            "/other GET show",
            "/page DELETE delete.route",
            "/page GET page",
            "? GET socket",
        ],
    );
}

#[test]
fn handlers_that_ask_who_sends_the_request() {
    let project = r#"
//- src/main.rs
use actix_web::{get, web, App, HttpRequest, HttpResponse, HttpServer, ResponseError};
use actix_web::http::StatusCode;

async fn main() {
    HttpServer::new(|| App::new().service(own).service(maybe).service(open).service(logged));
}

#[get("/own")]
async fn own(req: HttpRequest, pool: web::Data<Pool>) -> Result<HttpResponse, Refused> {
    let user = user_of(&req, &pool).await?.name;
    Ok(HttpResponse::Ok().json(user))
}

#[get("/maybe")]
async fn maybe(req: HttpRequest, pool: web::Data<Pool>) -> Result<HttpResponse, Refused> {
    let user = user_of(&req, &pool).await.ok();
    Ok(HttpResponse::Ok().json(user))
}

#[get("/open")]
async fn open(pool: web::Data<Pool>) -> Result<HttpResponse, Refused> {
    named(&pool).await?;
    Ok(HttpResponse::Ok().finish())
}

#[get("/logged")]
async fn logged(req: HttpRequest) -> Result<HttpResponse, Refused> {
    log(&req)?;
    Ok(HttpResponse::Ok().finish())
}

async fn user_of(req: &HttpRequest, pool: &Pool) -> Result<User, Refused> {
    let token = req.headers().get("Authorization").ok_or_else(|| Refused::NoToken)?;
    find(pool, token).await.ok_or(Refused::Wrong)
}

async fn named(pool: &Pool) -> Result<User, Refused> {
    Err(Refused::Wrong)
}

fn log(req: &HttpRequest) -> Result<(), Refused> {
    Err(Refused::Full)
}

enum Refused {
    NoToken,
    Wrong,
    Full,
}

impl ResponseError for Refused {
    fn status_code(&self) -> StatusCode {
        match self {
            Refused::NoToken | Refused::Wrong => StatusCode::UNAUTHORIZED,
            Refused::Full => StatusCode::INSUFFICIENT_STORAGE,
        }
    }
}
"#;
    let things = Workspace::of_text(project).things();
    assert_eq!(
        guarded(&things),
        ["logged -", "maybe -", "open -", "own user_of"]
    );
}

#[test]
fn routers_in_results_and_among_other_values() {
    check(
        r#"
//- src/main.rs
mod settings;
use axum::{routing::get, Router};
use sea_orm::entity::prelude::*;
use tracing_subscriber::fmt::format;
use utoipa_axum::{router::OpenApiRouter, routes};

async fn main() -> Result<(), Failure> {
    let prefix = origin().trim().to_owned();
    let mut app = build(1)?.merge(Router::new().route("/last", get(page)));
    if !prefix.is_empty() {
        let trailing = format!("{prefix}/");
        app = axum::Router::new().nest(&trailing, app);
    }
    serve(app).await
}

fn build(size: u32) -> Result<Router, Failure> {
    let settings = load(size)?;
    let (router, api) = OpenApiRouter::new()
        .routes(routes!(list))
        .nest("/settings", settings::router(size))
        .split_for_parts();
    let router = router.route("/api.json", get(|| async move { api }));
    Ok(router)
}

#[utoipa::path(get, path = "/items")]
async fn list() {}
async fn page() {}

//- src/settings.rs
use axum::routing::get;
use utoipa_axum::router::OpenApiRouter;

pub fn router(size: u32) -> OpenApiRouter {
    OpenApiRouter::new().route("/", get(read)).nest("/{name}", one().layer(limit(size)))
}

fn one() -> OpenApiRouter {
    OpenApiRouter::new().route("/", get(read))
}

async fn read() {}
"#,
        &[
            "/api.json GET GET /api.json",
            "/items GET list",
            "/last GET page",
            "/settings GET read",
            "/settings/{name} GET read",
        ],
    );
}

/// What a handler is given and answers, as `name:source type`, statuses of success and of errors.
fn facts(project: &str) -> Vec<String> {
    let things = Workspace::of_text(project).things();
    let mut rows: Vec<String> = things
        .endpoints
        .iter()
        .map(|endpoint| {
            let params: Vec<String> = endpoint
                .params
                .iter()
                .map(|param| format!("{}:{:?}", param.name, param.source))
                .collect();
            let (name, params) = (&endpoint.handler.name, params.join(" "));
            let status = endpoint
                .status()
                .map_or("?".to_owned(), |status| status.to_string());
            format!("{name} {status} {:?} {params}", endpoint.error_statuses)
        })
        .collect();
    rows.sort();
    rows
}

#[test]
fn statuses_and_parameters_of_handlers() {
    let project = r#"
//- src/main.rs
use axum::{extract::{Path, Query, State}, http::StatusCode, routing::{delete, get, post}, Json, Router};

async fn main() {
    let app = Router::new()
        .route("/clubs/{club}/members/{member}", delete(remove).get(read))
        .route("/clubs/{club}", post(add).put(both))
        .route("/clubs", get(list));
    serve(app).await
}

/// Also described, which makes no other endpoint of it.
#[utoipa::path(delete, path = "/clubs/{club}/members/{member}")]
async fn remove(State(pool): State<Pool>, Path((club, member)): Path<(u32, String)>) -> Result<StatusCode, StatusCode> {
    if club == 0 {
        return Err(StatusCode::NOT_FOUND);
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn read(Path(which): Path<Which>) -> Json<Club> {
    Json(find(which))
}

async fn add(Path(club): Path<u32>, Json(member): Json<Member>) -> Result<(StatusCode, Json<u32>), (StatusCode, String)> {
    let id = store(club, member).map_err(|error| (StatusCode::CONFLICT, error))?;
    Ok((StatusCode::CREATED, Json(id)))
}

async fn both(Query(filter): Query<Filter>) -> Result<StatusCode, StatusCode> {
    if filter.quiet {
        return Ok(StatusCode::ACCEPTED);
    }
    Ok(StatusCode::OK)
}

async fn list() -> &'static str {
    "none"
}

struct Which {
    member: String,
    club: u32,
}
"#;
    assert_eq!(
        facts(project),
        [
            "add 201 [409] club:Path member:Body",
            "both ? [] filter:Query club:Path",
            "list 200 [] ",
            "read 200 [] club:Path member:Path",
            "remove 204 [404] pool:Dependency club:Path member:Path",
        ]
    );
    let project = r#"
//- src/main.rs
use actix_web::{delete, get, post, http::StatusCode, web, App, HttpResponse, HttpServer};

async fn main() {
    HttpServer::new(|| App::new().service(remove).service(create).service(read));
}

#[delete("/items/{id}")]
async fn remove(info: web::Path<(u32,)>, pool: web::Data<Pool>) -> Result<HttpResponse, Failure> {
    Ok(HttpResponse::NoContent().finish())
}

#[post("/items")]
async fn create(item: web::Json<Item>) -> HttpResponse {
    if item.is_odd() {
        return HttpResponse::BadRequest().body("odd");
    }
    HttpResponse::build(StatusCode::CREATED).json(item)
}

#[get("/items")]
async fn read() -> Result<HttpResponse, Failure> {
    delegated().await
}
"#;
    assert_eq!(
        facts(project),
        [
            "create 201 [400] item:Body",
            "read 200 [] ",
            "remove 204 [] id:Path pool:Dependency",
        ]
    );
}

#[test]
fn guards_that_let_one_method_through() {
    check(
        r#"
//- src/main.rs
use actix_web::{guard, http::Method, web, App, HttpServer};
use sea_orm::{entity::prelude::*, QueryOrder};

async fn main() {
    HttpServer::new(|| {
        App::new()
            .service(web::resource("/one").guard(guard::Method(Method::POST)).to(one))
            .service(web::resource("/two").guard(guard::Header("x", "y")).to(one))
            .service(web::resource("/three").route(web::route().guard(guard::Put()).to(one)))
            .service(actix_web::web::resource("/four").route(actix_web::web::get().to(one)))
    });
}

async fn one() {}
"#,
        &[
            "/four GET one",
            "/one POST one",
            "/three PUT one",
            "/two ANY one",
        ],
    );
}

#[test]
fn modules_and_values_of_the_same_name() {
    check(
        r#"
//- Cargo.toml
[package]
name = "shop"
//- src/main.rs
mod listener;
mod oauth;
use actix_web::{App, HttpServer, web};
use axum::Router;

fn app() -> Router {
    Router::new().nest("/listener", listener::router())
}

fn main() {
    let _ = axum::serve(listener(), app());
    let oauth = web::Data::new(1);
    HttpServer::new(move || {
        App::new()
            .app_data(oauth.clone())
            .service(web::scope("/oauth").service(oauth::handler::info))
    });
}
//- src/oauth/mod.rs
pub mod handler;
//- src/oauth/handler.rs
use actix_web::{HttpResponse, get};

#[get("/info")]
pub async fn info() -> HttpResponse { HttpResponse::Ok().finish() }
//- src/listener/mod.rs
mod router;
use axum::Router;

pub fn router() -> Router {
    Router::new()
        .nest("/github", router::router::<u8>())
        .nest("/gitlab", router::router::<u16>())
}
//- src/listener/router.rs
use axum::{Router, routing::post};

pub fn router<P>() -> Router {
    Router::new().route("/build/{id}", post(build))
}

async fn build() {}
"#,
        &[
            "/listener/github/build/{id} POST build",
            "/listener/gitlab/build/{id} POST build",
            "/oauth/info GET info",
        ],
    );
}

#[test]
fn handlers_that_give_futures() {
    check(
        r#"
//- src/main.rs
use actix_web::{App, HttpServer, web};

fn list() -> Ready {}

fn main() {
    HttpServer::new(move || {
        App::new()
            .service(web::resource("/old").route(web::post().to_async(list)))
            .service(web::resource("/any").to_async(list))
    });
}
"#,
        &["/any ANY list", "/old POST list"],
    );
}
