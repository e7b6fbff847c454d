from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import reduce
from uuid import UUID

from shop.domain.errors import OrderStateError
from shop.domain.money import Money


class OrderStatus(StrEnum):
    PLACED = "placed"
    PAID = "paid"
    SHIPPED = "shipped"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class OrderLine:
    sku: str
    quantity: int
    unit_price: Money

    def total(self) -> Money:
        return self.unit_price.times(self.quantity)


@dataclass
class Order:
    id: UUID
    customer_id: UUID
    lines: list[OrderLine]
    placed_at: datetime
    status: OrderStatus = OrderStatus.PLACED
    payment_reference: str | None = None
    history: list[OrderStatus] = field(default_factory=list)

    def total(self) -> Money:
        return reduce(Money.plus, (line.total() for line in self.lines))

    def mark_paid(self, reference: str) -> None:
        self._move(OrderStatus.PLACED, OrderStatus.PAID)
        self.payment_reference = reference

    def mark_shipped(self) -> None:
        self._move(OrderStatus.PAID, OrderStatus.SHIPPED)

    def cancel(self) -> None:
        self._move(OrderStatus.PLACED, OrderStatus.CANCELLED)

    def _move(self, expected: OrderStatus, to: OrderStatus) -> None:
        if self.status is not expected:
            raise OrderStateError(f"order is {self.status}, not {expected}")
        self.history.append(self.status)
        self.status = to
