#[derive(Debug, Clone, PartialEq)]
pub enum Customer {
    Guest,
    Member { years: u32 },
    Partner(u8),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coupon {
    Percent(u64),
    Cents(u64),
}

/// What a customer pays in cents; none where there is nothing to pay for.
pub fn price(customer: &Customer, cents: u64, coupon: Option<Coupon>) -> Option<u64> {
    if cents == 0 {
        return None;
    }
    let discount = match customer {
        Customer::Guest => 0,
        Customer::Member { years } if *years >= 5 => 10,
        Customer::Member { .. } => 5,
        Customer::Partner(percent) => u64::from(*percent).min(30),
    };
    let reduced = cents - cents * discount / 100;
    let paid = match coupon {
        Some(Coupon::Percent(percent)) => reduced - reduced * percent.min(50) / 100,
        Some(Coupon::Cents(off)) => reduced.saturating_sub(off),
        None => reduced,
    };
    Some(paid)
}
