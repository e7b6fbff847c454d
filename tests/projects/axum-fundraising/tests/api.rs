mod support;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt;
use tower::ServiceExt;

#[tokio::test]
async fn opening_a_campaign_needs_a_token() {
    let pool = support::pool().await;
    let app = fundraising::app(support::state(pool));

    let request = Request::post("/api/v1/campaigns")
        .header("content-type", "application/json")
        .body(Body::from(r#"{"title": "A bench", "goal_cents": 5000}"#))
        .unwrap();
    let response = app.oneshot(request).await.unwrap();

    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn an_unknown_campaign_is_not_found() {
    let pool = support::pool().await;
    let app = fundraising::app(support::state(pool));

    let request = Request::builder()
        .uri("/api/v1/campaigns/7")
        .body(Body::empty())
        .unwrap();
    let response = app.oneshot(request).await.unwrap();

    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    let body = response.into_body().collect().await.unwrap().to_bytes();
    assert!(!body.is_empty());
}

#[tokio::test]
async fn removing_is_for_staff() {
    let pool = support::pool().await;
    support::account(&pool, "ada").await;
    let app = fundraising::app(support::state(pool));

    let request = Request::builder()
        .method("DELETE")
        .uri("/api/v1/staff/campaigns/7")
        .header("authorization", "Bearer ada")
        .body(Body::empty())
        .unwrap();
    let response = app.oneshot(request).await.unwrap();

    assert_eq!(response.status(), StatusCode::FORBIDDEN);
}
