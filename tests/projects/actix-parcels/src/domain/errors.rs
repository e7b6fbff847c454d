use thiserror::Error;

/// What can go wrong with a parcel.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum ParcelError {
    #[error("`{0}` is no tracking code")]
    InvalidCode(String),
    #[error("a parcel weighs more than nothing and at most 30 kg, not {0} g")]
    InvalidWeight(i32),
    #[error("there is no parcel {0}")]
    NotFound(String),
    #[error("a parcel {0} is registered")]
    CodeTaken(String),
    #[error("the parcel has no courier")]
    NotAssigned,
    #[error("the parcel is delivered")]
    AlreadyDelivered,
    #[error("there is no courier {0} on duty")]
    NoCourier(i32),
    #[error("the store does not answer: {0}")]
    Unavailable(String),
}
