import pytest

from shop.errors import OrderNotFoundError, OutOfStockError
from shop.models import Product
from shop.use_cases.cancel_order import CancelOrder
from shop.use_cases.place_order import PlaceOrder


class Products:
    def __init__(self, product):
        self.product = product

    def find(self, product_id):
        return self.product

    def save(self, product):
        self.product = product


class Orders:
    def __init__(self):
        self.saved = []

    def find(self, order_id):
        return None

    def save(self, order):
        self.saved.append(order)


def test_place_order_takes_from_the_stock():
    products = Products(Product(id=1, title="Tea", price_cents=300, stock=3))
    orders = Orders()
    PlaceOrder(orders, products).execute(1, 1, 2)
    assert products.product.stock == 1


def test_place_order_rejects_more_than_is_there():
    products = Products(Product(id=1, title="Tea", price_cents=300, stock=1))
    with pytest.raises(OutOfStockError):
        PlaceOrder(Orders(), products).execute(1, 1, 2)


def test_cancel_order_needs_an_order():
    with pytest.raises(OrderNotFoundError):
        CancelOrder(Orders()).execute(1, 7)
