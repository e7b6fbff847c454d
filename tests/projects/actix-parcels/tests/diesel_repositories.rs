use diesel::connection::SimpleConnection;
use parcels::adapters::diesel_couriers::DieselCourierRepository;
use parcels::adapters::diesel_parcels::DieselParcelRepository;
use parcels::adapters::pool::{self, SqlitePool};
use parcels::domain::parcel::Parcel;
use parcels::domain::tracking_code::TrackingCode;
use parcels::domain::weight::Weight;
use parcels::ports::{CourierRepository, ParcelRepository};

fn database(name: &str) -> SqlitePool {
    let pool = pool::connect(&format!("file:{name}?mode=memory&cache=shared")).unwrap();
    let mut connection = pool.get().unwrap();
    connection
        .batch_execute(include_str!("../migrations/00000000000001_init/up.sql"))
        .unwrap();
    pool
}

#[actix_web::test]
async fn a_saved_parcel_is_found() {
    let repository = DieselParcelRepository::new(database("saved"));
    let code = TrackingCode::parse("ABCD1234").unwrap();
    let parcel = Parcel::new(code.clone(), "Ada".to_owned(), Weight::grams(500).unwrap());

    repository.save(&parcel).await.unwrap();

    assert_eq!(repository.find(&code).await.unwrap(), Some(parcel));
}

#[actix_web::test]
async fn a_hired_courier_is_on_duty() {
    let repository = DieselCourierRepository::new(database("hired"));

    let courier = repository.add("Bob").await.unwrap();

    assert!(repository.find(courier.id).await.unwrap().unwrap().active);
}
