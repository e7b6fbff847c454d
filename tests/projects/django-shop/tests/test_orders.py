import pytest
from django.contrib.auth.models import User

from catalogue.models import Product
from orders.errors import OrderClosedError, OutOfStockError
from orders.models import Order
from orders.services import CancelOrderService, PlaceOrderService


@pytest.fixture
def ada(db):
    return User.objects.create_user("ada")


@pytest.fixture
def tea(db):
    return Product.objects.create(sku="tea", title="Tea", price=3, stock=3)


def test_place_order_takes_from_the_stock(ada, tea):
    PlaceOrderService().execute(ada, tea, 2)
    tea.refresh_from_db()
    assert tea.stock == 1


def test_place_order_rejects_more_than_is_there(ada, tea):
    with pytest.raises(OutOfStockError):
        PlaceOrderService().execute(ada, tea, 4)


def test_cancel_order_only_once(ada, tea):
    order = Order.objects.create(customer=ada, product=tea, pieces=1, status="cancelled")
    with pytest.raises(OrderClosedError):
        CancelOrderService().execute(order)
