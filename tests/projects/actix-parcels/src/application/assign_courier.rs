use crate::domain::errors::ParcelError;
use crate::domain::parcel::Parcel;
use crate::domain::tracking_code::TrackingCode;
use crate::ports::{CourierRepository, ParcelRepository};

/// Gives a parcel to a courier on duty.
pub async fn assign_courier(
    parcels: &dyn ParcelRepository,
    couriers: &dyn CourierRepository,
    code: &str,
    courier: i32,
) -> Result<Parcel, ParcelError> {
    let code = TrackingCode::parse(code)?;
    let mut parcel = parcels
        .find(&code)
        .await?
        .ok_or_else(|| ParcelError::NotFound(code.to_string()))?;
    let on_duty = couriers.find(courier).await?.is_some_and(|found| found.active);
    if !on_duty {
        return Err(ParcelError::NoCourier(courier));
    }
    parcel.assign(courier)?;
    parcels.save(&parcel).await?;
    Ok(parcel)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::application::fakes::{parcel, InMemoryCouriers, InMemoryParcels};

    #[actix_web::test]
    async fn the_parcel_is_on_its_way() {
        let parcels = InMemoryParcels::with(parcel("ABCD1234"));
        let couriers = InMemoryCouriers::default();
        let bob = couriers.add("Bob").await.unwrap();

        let assigned = assign_courier(&parcels, &couriers, "ABCD1234", bob.id).await;

        assert_eq!(assigned.unwrap().courier, Some(bob.id));
    }

    #[actix_web::test]
    async fn the_courier_must_be_on_duty() {
        let parcels = InMemoryParcels::with(parcel("ABCD1234"));
        let couriers = InMemoryCouriers::default();

        let refused = assign_courier(&parcels, &couriers, "ABCD1234", 7).await;

        assert_eq!(refused, Err(ParcelError::NoCourier(7)));
    }
}
