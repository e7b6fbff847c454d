pub mod assign_courier;
pub mod deliver_parcel;
pub mod hire_courier;
pub mod register_parcel;
pub mod track_parcel;

#[cfg(test)]
pub(crate) mod fakes;
