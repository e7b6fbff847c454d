from decimal import Decimal

from wallets.domain.repository import WalletRepository
from wallets.domain.wallet import Wallet, WalletId


class WalletExists(Exception):
    pass


class OpenWalletHandler:
    def __init__(self, wallets: WalletRepository) -> None:
        self._wallets = wallets

    def handle(self, wallet_id: WalletId) -> Wallet:
        if self._wallets.get(wallet_id) is not None:
            raise WalletExists(wallet_id)
        wallet = Wallet(wallet_id, Decimal("0.00"))
        self._wallets.save(wallet)
        return wallet
