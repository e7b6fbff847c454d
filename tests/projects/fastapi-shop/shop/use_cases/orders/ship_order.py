from uuid import UUID

from shop.domain.errors import OrderNotFoundError
from shop.domain.order import Order
from shop.ports.orders import OrderNotifier, OrderRepository


class ShipOrder:
    def __init__(self, orders: OrderRepository, notifier: OrderNotifier) -> None:
        self._orders = orders
        self._notifier = notifier

    async def execute(self, order_id: UUID) -> Order:
        order = await self._orders.get(order_id)
        if order is None:
            raise OrderNotFoundError(str(order_id))
        order.mark_shipped()
        await self._orders.save(order)
        await self._notifier.order_shipped(order)
        return order
