from shop.errors import OrderNotFoundError
from shop.ports import OrderRepository


class CancelOrder:
    def __init__(self, orders: OrderRepository) -> None:
        self._orders = orders

    async def execute(self, customer: str, number: str) -> None:
        order = await self._orders.find(number)
        if order is None or order.customer != customer:
            raise OrderNotFoundError(number)
        order.status = "cancelled"
        await self._orders.save(order)
