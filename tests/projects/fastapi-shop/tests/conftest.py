from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from shop.domain.email_address import EmailAddress
from shop.domain.money import Money
from shop.domain.order import Order, OrderLine
from shop.domain.product import Product
from shop.domain.user import User

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def ada() -> User:
    return User(
        id=UUID(int=1),
        email=EmailAddress("ada@example.com"),
        name="Ada",
        password_hash="correct horse battery"[::-1],
        registered_at=NOW,
    )


@pytest.fixture
def mug() -> Product:
    return Product(sku="MUG-1", title="Blue mug", price=Money(Decimal("9.50")), stock=5)


@pytest.fixture
def order(ada: User, mug: Product) -> Order:
    return Order(UUID(int=7), ada.id, [OrderLine(mug.sku, 2, mug.price)], NOW)
