use actix_web::middleware::Logger;
use actix_web::{App, HttpServer};
use parcels::settings::Settings;
use parcels::web;

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let settings = Settings::from_env();
    let address = settings.address.clone();
    let services = web::Services::connect(&settings).map_err(std::io::Error::other)?;
    HttpServer::new(move || {
        let services = services.clone();
        let settings = settings.clone();
        App::new()
            .wrap(Logger::default())
            .configure(move |config| web::configure(config, services, &settings))
    })
    .bind(address)?
    .run()
    .await
}
