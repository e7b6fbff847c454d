from dataclasses import dataclass
from decimal import Decimal

from wallets.domain.repository import WalletRepository
from wallets.domain.wallet import Wallet, WalletId, WalletNotFound


@dataclass(frozen=True)
class SendMoney:
    source: WalletId
    target: WalletId
    amount: Decimal


class SendMoneyHandler:
    def __init__(self, wallets: WalletRepository) -> None:
        self._wallets = wallets

    def handle(self, command: SendMoney) -> Wallet:
        """Moves money between two wallets and answers the source as it is now."""
        if command.amount <= 0:
            raise ValueError("amount must be positive")
        source = self._wallet(command.source)
        target = self._wallet(command.target)
        source = source.withdraw(command.amount)
        self._wallets.save(source)
        self._wallets.save(target.deposit(command.amount))
        return source

    def _wallet(self, wallet_id: WalletId) -> Wallet:
        wallet = self._wallets.get(wallet_id)
        if wallet is None:
            raise WalletNotFound(wallet_id)
        return wallet
