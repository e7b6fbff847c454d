import pytest

from shop.domain import Order, Product
from shop.errors import OrderNotFoundError, OutOfStockError
from shop.use_cases.cancel_order import CancelOrder
from shop.use_cases.place_order import PlaceOrder
from shop.use_cases.restock_product import restock_product
from tests.fakes import FakeOrderRepository, FakeProductRepository


async def test_place_order_takes_from_the_stock():
    products = FakeProductRepository(Product("tea", "Tea", 300, 3))
    await PlaceOrder(FakeOrderRepository(), products).execute("ada", "tea", 2)
    assert products.products["tea"].stock == 1


async def test_place_order_rejects_more_than_is_there():
    products = FakeProductRepository(Product("tea", "Tea", 300, 1))
    with pytest.raises(OutOfStockError):
        await PlaceOrder(FakeOrderRepository(), products).execute("ada", "tea", 2)


async def test_cancel_order_is_for_the_owner():
    orders = FakeOrderRepository(Order("1", "ada", "tea", 2))
    with pytest.raises(OrderNotFoundError):
        await CancelOrder(orders).execute("eve", "1")


async def test_restock_product():
    product = await restock_product(FakeProductRepository(Product("tea", "Tea", 300, 1)), "tea", 2)
    assert product.stock == 3
