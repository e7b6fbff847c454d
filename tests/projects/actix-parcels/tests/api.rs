use actix_web::http::StatusCode;
use actix_web::{test, App};
use parcels::settings::Settings;
use parcels::web;
use serde_json::json;

fn settings() -> Settings {
    Settings {
        address: String::new(),
        database_url: ":memory:".to_owned(),
        redis_url: "redis://127.0.0.1/".to_owned(),
        dispatcher_key: "secret".to_owned(),
        partner_path: "/partners".to_owned(),
    }
}

#[actix_web::test]
async fn registering_needs_a_key() {
    let settings = settings();
    let services = web::Services::connect(&settings).unwrap();
    let app = test::init_service(
        App::new().configure(|config| web::configure(config, services, &settings)),
    )
    .await;

    let request = test::TestRequest::post()
        .uri("/api/v1/parcels")
        .set_json(json!({ "code": "abcd1234", "recipient": "Ada", "weight_grams": 500 }))
        .to_request();
    let response = test::call_service(&app, request).await;

    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
}

#[actix_web::test]
async fn what_is_no_code_is_refused() {
    let settings = settings();
    let services = web::Services::connect(&settings).unwrap();
    let app = test::init_service(
        App::new().configure(|config| web::configure(config, services, &settings)),
    )
    .await;

    let request = test::TestRequest::get()
        .uri("/api/v1/parcels/short")
        .to_request();
    let response = test::call_service(&app, request).await;

    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
}
