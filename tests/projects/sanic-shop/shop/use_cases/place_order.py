from uuid import uuid4

from shop.domain import Order
from shop.errors import OutOfStockError, ProductNotFoundError
from shop.ports import OrderRepository, ProductRepository


class PlaceOrder:
    def __init__(self, orders: OrderRepository, products: ProductRepository) -> None:
        self._orders = orders
        self._products = products

    async def execute(self, customer: str, sku: str, pieces: int) -> Order:
        product = await self._products.find(sku)
        if product is None:
            raise ProductNotFoundError(sku)
        if product.stock < pieces:
            raise OutOfStockError(sku)
        product.stock -= pieces
        await self._products.save(product)
        order = Order(number=uuid4().hex, customer=customer, sku=sku, pieces=pieces)
        await self._orders.save(order)
        return order
