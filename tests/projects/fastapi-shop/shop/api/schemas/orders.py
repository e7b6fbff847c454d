from datetime import datetime
from decimal import Decimal
from uuid import UUID

from pydantic import BaseModel, Field

from shop.domain.order import Order


class NewOrder(BaseModel):
    quantities: dict[str, int] = Field(max_length=50)


class OrderLineOut(BaseModel):
    sku: str
    quantity: int
    unit_price: Decimal


class OrderOut(BaseModel):
    id: UUID
    status: str
    placed_at: datetime
    total: Decimal
    lines: list[OrderLineOut]

    @classmethod
    def of(cls, order: Order) -> "OrderOut":
        return cls(
            id=order.id,
            status=order.status.value,
            placed_at=order.placed_at,
            total=order.total().amount,
            lines=[
                OrderLineOut(sku=line.sku, quantity=line.quantity, unit_price=line.unit_price.amount)
                for line in order.lines
            ],
        )


class PaymentNotice(BaseModel):
    order_id: UUID
    outcome: str
