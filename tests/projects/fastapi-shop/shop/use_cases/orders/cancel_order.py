from uuid import UUID

from shop.domain.errors import NotOrderOwnerError, OrderNotFoundError
from shop.domain.order import Order
from shop.ports.orders import OrderRepository
from shop.ports.products import ProductRepository


async def cancel_order(
    order_id: UUID,
    by: UUID,
    orders: OrderRepository,
    products: ProductRepository,
) -> Order:
    order = await orders.get(order_id)
    if order is None:
        raise OrderNotFoundError(str(order_id))
    if order.customer_id != by:
        raise NotOrderOwnerError(str(order_id))
    order.cancel()
    for line in order.lines:
        product = await products.get(line.sku)
        if product is not None:
            product.restock(line.quantity)
            await products.save(product)
    await orders.save(order)
    return order
