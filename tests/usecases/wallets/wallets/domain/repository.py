from abc import ABC, abstractmethod

from wallets.domain.wallet import Wallet, WalletId


class WalletRepository(ABC):
    @abstractmethod
    def get(self, wallet_id: WalletId) -> Wallet | None: ...

    @abstractmethod
    def save(self, wallet: Wallet) -> None: ...
