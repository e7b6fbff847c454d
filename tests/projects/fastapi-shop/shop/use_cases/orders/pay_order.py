from uuid import UUID

from shop.domain.errors import (
    NotOrderOwnerError,
    OrderNotFoundError,
    PaymentFailedError,
    PaymentGatewayError,
)
from shop.domain.order import Order
from shop.ports.orders import OrderRepository
from shop.ports.payments import PaymentGateway


class PayOrder:
    def __init__(self, orders: OrderRepository, payments: PaymentGateway) -> None:
        self._orders = orders
        self._payments = payments

    async def __call__(self, order_id: UUID, payer_id: UUID) -> Order:
        order = await self._orders.get(order_id)
        if order is None:
            raise OrderNotFoundError(str(order_id))
        if order.customer_id != payer_id:
            raise NotOrderOwnerError(str(order_id))
        try:
            reference = await self._payments.charge(order.id, order.total())
        except PaymentGatewayError as exc:
            raise PaymentFailedError(str(exc)) from exc
        order.mark_paid(reference)
        await self._orders.save(order)
        return order
