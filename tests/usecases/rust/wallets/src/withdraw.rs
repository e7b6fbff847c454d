use crate::errors::WithdrawError;
use crate::wallet::WalletStore;

/// Takes an amount out of a wallet and tells what is left in it.
pub async fn withdraw<S: WalletStore>(
    store: &S,
    wallet_id: u64,
    amount: i64,
) -> Result<i64, WithdrawError> {
    if amount <= 0 {
        return Err(WithdrawError::Nothing);
    }
    let Some(mut wallet) = store.find(wallet_id).await? else {
        return Err(WithdrawError::NoWallet(wallet_id));
    };
    if wallet.balance < amount {
        return Err(WithdrawError::TooLittle {
            missing: amount - wallet.balance,
        });
    }
    wallet.balance -= amount;
    store.update(wallet).await?;
    Ok(wallet.balance)
}
