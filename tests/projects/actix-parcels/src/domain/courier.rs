/// Somebody who carries parcels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Courier {
    pub id: i32,
    pub name: String,
    pub active: bool,
}
