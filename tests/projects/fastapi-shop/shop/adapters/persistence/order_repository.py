from datetime import UTC
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shop.adapters.persistence.models import OrderLineModel, OrderModel
from shop.domain.money import Money
from shop.domain.order import Order, OrderLine, OrderStatus
from shop.ports.orders import OrderRepository


class SqlOrderRepository(OrderRepository):
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, order_id: UUID) -> Order | None:
        row = await self._session.get(OrderModel, order_id)
        return _to_order(row) if row else None

    async def list_for(self, customer_id: UUID, limit: int) -> list[Order]:
        rows = await self._session.scalars(
            select(OrderModel)
            .where(OrderModel.customer_id == customer_id)
            .order_by(OrderModel.placed_at.desc())
            .limit(limit)
        )
        return [_to_order(row) for row in rows]

    async def save(self, order: Order) -> None:
        await self._session.merge(
            OrderModel(
                id=order.id,
                customer_id=order.customer_id,
                status=order.status.value,
                payment_reference=order.payment_reference,
                placed_at=order.placed_at,
                lines=[_to_line_model(order.id, line) for line in order.lines],
            )
        )
        await self._session.flush()


def _to_line_model(order_id: UUID, line: OrderLine) -> OrderLineModel:
    return OrderLineModel(
        order_id=order_id,
        sku=line.sku,
        quantity=line.quantity,
        unit_price=line.unit_price.amount,
        currency=line.unit_price.currency,
    )


def _to_order(row: OrderModel) -> Order:
    return Order(
        id=row.id,
        customer_id=row.customer_id,
        lines=[OrderLine(x.sku, x.quantity, Money(x.unit_price, x.currency)) for x in row.lines],
        placed_at=row.placed_at.replace(tzinfo=UTC),
        status=OrderStatus(row.status),
        payment_reference=row.payment_reference,
    )
