use std::future::Future;

use crate::errors::StoreError;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wallet {
    pub id: u64,
    pub balance: i64,
}

pub trait WalletStore {
    fn find(&self, id: u64) -> impl Future<Output = Result<Option<Wallet>, StoreError>> + Send;
    fn update(&self, wallet: Wallet) -> impl Future<Output = Result<(), StoreError>> + Send;
}
