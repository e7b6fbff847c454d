use super::errors::ParcelError;

/// The weight of a parcel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Weight {
    grams: i32,
}

impl Weight {
    pub fn grams(grams: i32) -> Result<Self, ParcelError> {
        if grams <= 0 || grams > 30_000 {
            return Err(ParcelError::InvalidWeight(grams));
        }
        Ok(Self { grams })
    }

    pub fn as_grams(self) -> i32 {
        self.grams
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parcels_are_neither_weightless_nor_too_heavy() {
        assert_eq!(Weight::grams(0), Err(ParcelError::InvalidWeight(0)));
        assert_eq!(Weight::grams(30_001), Err(ParcelError::InvalidWeight(30_001)));
        assert_eq!(Weight::grams(500).map(Weight::as_grams), Ok(500));
    }
}
