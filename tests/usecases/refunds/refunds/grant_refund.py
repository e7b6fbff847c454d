from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

RETURN_PERIOD = timedelta(days=30)
RESTOCKING_FEE = Decimal("0.15")
APPROVAL_LIMIT = Decimal("500.00")
CENT = Decimal("0.01")


@dataclass
class Purchase:
    id: int
    total: Decimal
    delivered_on: date
    refunded: Decimal = Decimal("0.00")
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Refund:
    purchase_id: int
    amount: Decimal
    needs_approval: bool


class PurchaseNotFound(Exception):
    pass


class ReturnPeriodOver(Exception):
    pass


class RefundTooHigh(Exception):
    pass


class Purchases(Protocol):
    def find(self, purchase_id: int) -> Purchase | None: ...

    def update(self, purchase: Purchase) -> None: ...


class GrantRefund:
    def __init__(self, purchases: Purchases, today: Callable[[], date]) -> None:
        self._purchases = purchases
        self._today = today

    def execute(self, purchase_id: int, amount: Decimal, *, opened: bool = False) -> Refund:
        purchase = self._purchases.find(purchase_id)
        if purchase is None:
            raise PurchaseNotFound(purchase_id)
        if self._today() - purchase.delivered_on > RETURN_PERIOD:
            raise ReturnPeriodOver(purchase_id)
        if purchase.refunded + amount > purchase.total:
            raise RefundTooHigh(f"{purchase.total - purchase.refunded} left")
        payout = amount
        if opened:
            payout = (amount * (1 - RESTOCKING_FEE)).quantize(CENT, ROUND_HALF_UP)
        purchase.refunded += amount
        self._purchases.update(purchase)
        return Refund(purchase_id, payout, needs_approval=payout >= APPROVAL_LIMIT)
