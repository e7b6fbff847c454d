mod quote;

use quote::{Coupon, Customer};

/// `prices guest 100`, `prices member 100`, `prices partner 100 cents`.
fn main() {
    let mut words = std::env::args().skip(1);
    let customer = match words.next().as_deref() {
        Some("member") => Customer::Member { years: 1 },
        Some("partner") => Customer::Partner(20),
        _ => Customer::Guest,
    };
    let cents = words.next().and_then(|word| word.parse().ok());
    let coupon = match words.next().as_deref() {
        Some("percent") => Some(Coupon::Percent(10)),
        Some("cents") => Some(Coupon::Cents(100)),
        _ => None,
    };
    println!("{:?}", quote::price(&customer, cents.unwrap_or(0), coupon));
}
