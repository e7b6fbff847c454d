from uuid import UUID

from shop.domain.email_address import EmailAddress
from shop.domain.errors import PaymentGatewayError
from shop.domain.money import Money
from shop.domain.order import Order
from shop.domain.product import Product
from shop.domain.user import User
from shop.ports.orders import OrderNotifier, OrderRepository
from shop.ports.payments import PaymentGateway
from shop.ports.products import ProductRepository
from shop.ports.users import PasswordHasher, TokenIssuer, UserRepository


class InMemoryUsers(UserRepository):
    def __init__(self, *users: User) -> None:
        self.by_id = {user.id: user for user in users}

    async def get(self, user_id: UUID) -> User | None:
        return self.by_id.get(user_id)

    async def find_by_email(self, email: EmailAddress) -> User | None:
        return next((user for user in self.by_id.values() if user.email == email), None)

    async def add(self, user: User) -> User:
        self.by_id[user.id] = user
        return user


class InMemoryProducts(ProductRepository):
    def __init__(self, *products: Product) -> None:
        self.by_sku = {product.sku: product for product in products}

    async def get(self, sku: str) -> Product | None:
        return self.by_sku.get(sku)

    async def search(self, phrase: str, tags: list[str], limit: int) -> list[Product]:
        return [p for p in self.by_sku.values() if phrase.lower() in p.title.lower()][:limit]

    async def save(self, product: Product) -> None:
        self.by_sku[product.sku] = product


class InMemoryOrders(OrderRepository):
    def __init__(self, *orders: Order) -> None:
        self.by_id = {order.id: order for order in orders}

    async def get(self, order_id: UUID) -> Order | None:
        return self.by_id.get(order_id)

    async def list_for(self, customer_id: UUID, limit: int) -> list[Order]:
        return [o for o in self.by_id.values() if o.customer_id == customer_id][:limit]

    async def save(self, order: Order) -> None:
        self.by_id[order.id] = order


class RecordingNotifier(OrderNotifier):
    def __init__(self) -> None:
        self.sent: list[tuple[str, Order]] = []

    async def order_placed(self, order: Order) -> None:
        self.sent.append(("placed", order))

    async def order_shipped(self, order: Order) -> None:
        self.sent.append(("shipped", order))


class FakePayments(PaymentGateway):
    def __init__(self, declined: bool = False) -> None:
        self.declined = declined
        self.charged: list[tuple[UUID, Money]] = []

    async def charge(self, order_id: UUID, amount: Money) -> str:
        if self.declined:
            raise PaymentGatewayError("declined")
        self.charged.append((order_id, amount))
        return "pay-1"


class ReversingHasher(PasswordHasher):
    def hash(self, password: str) -> str:
        return password[::-1]

    def verify(self, password: str, password_hash: str) -> bool:
        return self.hash(password) == password_hash


class FakeTokens(TokenIssuer):
    def issue(self, user: User) -> str:
        return f"token-of-{user.name}"
