from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NewType

WalletId = NewType("WalletId", str)


class WalletError(Exception):
    pass


class WalletNotFound(WalletError):
    pass


class InsufficientFunds(WalletError):
    pass


class WalletFrozen(WalletError):
    pass


@dataclass(frozen=True)
class Wallet:
    id: WalletId
    balance: Decimal
    frozen: bool = False

    def withdraw(self, amount: Decimal) -> "Wallet":
        if self.frozen:
            raise WalletFrozen(self.id)
        if amount > self.balance:
            raise InsufficientFunds(self.id)
        return replace(self, balance=self.balance - amount)

    def deposit(self, amount: Decimal) -> "Wallet":
        return replace(self, balance=self.balance + amount)
