from sqlalchemy.ext.asyncio import AsyncSession

from shop.adapters.persistence.order_repository import SqlOrderRepository
from shop.adapters.persistence.product_repository import SqlProductRepository
from shop.domain.order import Order
from shop.domain.product import Product


async def test_order_comes_back_as_it_was(session: AsyncSession, order: Order) -> None:
    orders = SqlOrderRepository(session)
    await orders.save(order)

    assert await orders.get(order.id) == order
    assert await orders.list_for(order.customer_id, 10) == [order]


async def test_product_is_found_by_its_title(session: AsyncSession, mug: Product) -> None:
    products = SqlProductRepository(session)
    await products.save(mug)

    assert await products.search("mug", [], 10) == [mug]
