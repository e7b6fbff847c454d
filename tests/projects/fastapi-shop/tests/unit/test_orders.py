from decimal import Decimal
from uuid import UUID

import pytest

from shop.domain.errors import (
    EmptyOrderError,
    InvalidMoneyError,
    InvalidQuantityError,
    NotOrderOwnerError,
    OrderNotFoundError,
    OrderStateError,
    OutOfStockError,
    PaymentFailedError,
    ProductNotFoundError,
)
from shop.domain.money import Money
from shop.domain.order import Order, OrderLine, OrderStatus
from shop.domain.product import Product
from shop.domain.user import User
from shop.use_cases.orders.list_orders import list_orders
from shop.use_cases.orders.pay_order import PayOrder
from shop.use_cases.orders.place_order import PlaceOrder, PlaceOrderCommand
from tests.conftest import NOW
from tests.fakes import (
    FakePayments,
    InMemoryOrders,
    InMemoryProducts,
    InMemoryUsers,
    RecordingNotifier,
)


@pytest.fixture
def orders() -> InMemoryOrders:
    return InMemoryOrders()


@pytest.fixture
def place_order(ada: User, mug: Product, orders: InMemoryOrders) -> PlaceOrder:
    return PlaceOrder(
        InMemoryUsers(ada), InMemoryProducts(mug), orders, RecordingNotifier(), lambda: NOW
    )


class TestPlaceOrder:
    async def test_takes_from_the_stock(
        self, place_order: PlaceOrder, orders: InMemoryOrders, ada: User, mug: Product
    ) -> None:
        order = await place_order.execute(PlaceOrderCommand(ada.id, {"MUG-1": 5}))

        assert order.lines == [OrderLine("MUG-1", 5, Money(Decimal("9.50")))]
        assert order.placed_at == NOW
        assert mug.stock == 0
        assert orders.by_id == {order.id: order}

    async def test_rejects_an_empty_basket(self, place_order: PlaceOrder, ada: User) -> None:
        with pytest.raises(EmptyOrderError):
            await place_order.execute(PlaceOrderCommand(ada.id, {}))

    async def test_rejects_an_unknown_product(self, place_order: PlaceOrder, ada: User) -> None:
        with pytest.raises(ProductNotFoundError):
            await place_order.execute(PlaceOrderCommand(ada.id, {"LAMP-1": 1}))

    async def test_rejects_more_than_is_there(self, place_order: PlaceOrder, ada: User) -> None:
        with pytest.raises(OutOfStockError) as caught:
            await place_order.execute(PlaceOrderCommand(ada.id, {"MUG-1": 6}))

        assert (caught.value.sku, caught.value.available) == ("MUG-1", 5)

    async def test_rejects_zero_pieces(self, place_order: PlaceOrder, ada: User) -> None:
        with pytest.raises(InvalidQuantityError):
            await place_order.execute(PlaceOrderCommand(ada.id, {"MUG-1": 0}))


class TestPayOrder:
    async def test_charges_the_total(self, order: Order) -> None:
        payments = FakePayments()

        paid = await PayOrder(InMemoryOrders(order), payments)(order.id, order.customer_id)

        assert paid.status is OrderStatus.PAID
        assert paid.payment_reference == "pay-1"
        assert payments.charged == [(order.id, Money(Decimal("19.00")))]

    async def test_needs_an_order(self) -> None:
        with pytest.raises(OrderNotFoundError):
            await PayOrder(InMemoryOrders(), FakePayments())(UUID(int=7), UUID(int=1))

    async def test_is_for_the_owner(self, order: Order) -> None:
        with pytest.raises(NotOrderOwnerError):
            await PayOrder(InMemoryOrders(order), FakePayments())(order.id, UUID(int=99))

    async def test_tells_when_the_payment_is_declined(self, order: Order) -> None:
        pay_order = PayOrder(InMemoryOrders(order), FakePayments(declined=True))

        with pytest.raises(PaymentFailedError):
            await pay_order(order.id, order.customer_id)

    async def test_does_not_pay_twice(self, order: Order) -> None:
        pay_order = PayOrder(InMemoryOrders(order), FakePayments())
        await pay_order(order.id, order.customer_id)

        with pytest.raises(OrderStateError):
            await pay_order(order.id, order.customer_id)

    async def test_does_not_mix_currencies(self, order: Order) -> None:
        order.lines.append(OrderLine("LAMP-1", 1, Money(Decimal(30), "USD")))

        with pytest.raises(InvalidMoneyError):
            await PayOrder(InMemoryOrders(order), FakePayments())(order.id, order.customer_id)


async def test_list_orders(order: Order) -> None:
    assert await list_orders(order.customer_id, InMemoryOrders(order)) == [order]
