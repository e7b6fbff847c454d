pub mod courier;
pub mod errors;
pub mod parcel;
pub mod tracking_code;
pub mod weight;
