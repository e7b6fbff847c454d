from uuid import UUID

from shop.domain.order import Order
from shop.ports.orders import OrderRepository

PAGE_SIZE = 20


async def list_orders(customer_id: UUID, orders: OrderRepository) -> list[Order]:
    return await orders.list_for(customer_id, PAGE_SIZE)
