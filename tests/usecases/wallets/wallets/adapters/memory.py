from wallets.domain.repository import WalletRepository
from wallets.domain.wallet import Wallet, WalletId


class InMemoryWalletRepository(WalletRepository):
    """For the demonstration and for tests."""

    def __init__(self, *wallets: Wallet) -> None:
        self._wallets = {wallet.id: wallet for wallet in wallets}

    def get(self, wallet_id: WalletId) -> Wallet | None:
        return self._wallets.get(wallet_id)

    def save(self, wallet: Wallet) -> None:
        self._wallets[wallet.id] = wallet
