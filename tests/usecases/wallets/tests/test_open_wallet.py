from decimal import Decimal

import pytest

from wallets.adapters.memory import InMemoryWalletRepository
from wallets.application.open_wallet import OpenWalletHandler, WalletExists
from wallets.domain.wallet import Wallet, WalletId


class TestOpenWallet:
    @pytest.fixture
    def wallets(self) -> InMemoryWalletRepository:
        return InMemoryWalletRepository(Wallet(WalletId("w-1"), Decimal("5.00")))

    def test_opens_an_empty_wallet(self, wallets: InMemoryWalletRepository) -> None:
        wallet = OpenWalletHandler(wallets).handle(WalletId("w-2"))

        assert wallet == Wallet(WalletId("w-2"), Decimal("0.00"))
        assert wallets.get(WalletId("w-2")) == wallet

    def test_does_not_open_a_wallet_twice(self, wallets: InMemoryWalletRepository) -> None:
        with pytest.raises(WalletExists):
            OpenWalletHandler(wallets).handle(WalletId("w-1"))
