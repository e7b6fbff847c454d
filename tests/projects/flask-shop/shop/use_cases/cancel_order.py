from shop.errors import OrderClosedError, OrderNotFoundError
from shop.repositories.orders import OrderRepository


class CancelOrder:
    def __init__(self, orders: OrderRepository) -> None:
        self._orders = orders

    def execute(self, user_id: int, order_id: int) -> None:
        order = self._orders.find(order_id)
        if order is None or order.user_id != user_id:
            raise OrderNotFoundError(order_id)
        if order.status != "open":
            raise OrderClosedError(order_id)
        order.status = "cancelled"
        self._orders.save(order)
