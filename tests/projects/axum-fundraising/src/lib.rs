//! The fundraising backend.

pub mod accounts;
pub mod auth;
pub mod campaigns;
pub mod error;
pub mod health;
pub mod money;
pub mod pledges;
pub mod settings;
pub mod state;
pub mod webhooks;

use axum::middleware::from_fn_with_state;
use axum::routing::get;
use axum::Router;

use crate::state::AppState;

const API: &str = "/api/v1";

/// All routes of the application.
pub fn app(state: AppState) -> Router {
    let mut app = Router::new()
        .route("/health", get(health::health))
        .nest(API, api(&state));
    if state.settings.metrics {
        app = app.route("/metrics", get(health::metrics));
    }
    // Where the payment provider sends its notices is agreed with the provider.
    let notices = state.settings.notice_path.clone();
    app = app.nest(&notices, webhooks::router());
    app.fallback(error::no_such_route).with_state(state)
}

fn api(state: &AppState) -> Router<AppState> {
    let staff = campaigns::routes::staff()
        .merge(accounts::routes::staff())
        .route_layer(from_fn_with_state(state.clone(), auth::require_staff));
    Router::new()
        .nest("/accounts", accounts::routes::router())
        .nest("/campaigns", campaigns::routes::router())
        .merge(pledges::routes::router())
        .nest("/staff", staff)
}
