use thiserror::Error;

#[derive(Debug, Error)]
pub enum StoreError {
    #[error("the store is busy")]
    Busy,
    #[error("the store cannot be reached: {0}")]
    Unreachable(String),
}

#[derive(Debug, Error)]
pub enum WithdrawError {
    #[error("no wallet {0}")]
    NoWallet(u64),
    #[error("{missing} missing")]
    TooLittle { missing: i64 },
    #[error("more than nothing must be taken")]
    Nothing,
    #[error(transparent)]
    Store(#[from] StoreError),
}
