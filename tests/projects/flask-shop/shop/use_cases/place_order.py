from shop.errors import OutOfStockError, ProductNotFoundError
from shop.models import Order
from shop.repositories.orders import OrderRepository
from shop.repositories.products import ProductRepository


class PlaceOrder:
    def __init__(self, orders: OrderRepository, products: ProductRepository) -> None:
        self._orders = orders
        self._products = products

    def execute(self, user_id: int, product_id: int, pieces: int) -> Order:
        product = self._products.find(product_id)
        if product is None:
            raise ProductNotFoundError(product_id)
        if product.stock < pieces:
            raise OutOfStockError(product_id)
        product.stock -= pieces
        self._products.save(product)
        order = Order(user_id=user_id, product_id=product_id, pieces=pieces)
        self._orders.save(order)
        return order
