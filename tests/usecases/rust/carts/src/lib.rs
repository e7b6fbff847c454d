//! A cart and what may be put into it.

use thiserror::Error;

pub const MOST: u32 = 20;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub sku: String,
    pub quantity: u32,
    pub cents: u64,
}

#[derive(Debug, Error, PartialEq, Eq)]
pub enum CartError {
    #[error("nothing to add")]
    Nothing,
    #[error("the cart is ordered")]
    Ordered,
    #[error("at most {most}, not {wanted}")]
    TooMany { wanted: u32, most: u32 },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cart {
    lines: Vec<Line>,
    ordered: bool,
}

impl Cart {
    /// Puts something in; more of what is there already goes to its line.
    pub fn add(&mut self, line: Line) -> Result<u64, CartError> {
        if self.ordered {
            return Err(CartError::Ordered);
        }
        if line.quantity == 0 {
            return Err(CartError::Nothing);
        }
        let held: u32 = self.lines.iter().map(|line| line.quantity).sum();
        let wanted = held + line.quantity;
        if wanted > MOST {
            return Err(CartError::TooMany { wanted, most: MOST });
        }
        match self.lines.iter_mut().find(|held| held.sku == line.sku) {
            Some(held) => held.quantity += line.quantity,
            None => self.lines.push(line),
        }
        Ok(self.total())
    }

    fn total(&self) -> u64 {
        let mut cents = 0;
        for line in &self.lines {
            cents += line.cents * u64::from(line.quantity);
        }
        cents
    }
}
