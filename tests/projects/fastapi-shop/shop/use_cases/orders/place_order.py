from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from shop.domain.errors import EmptyOrderError, ProductNotFoundError, UserNotFoundError
from shop.domain.order import Order, OrderLine
from shop.ports.clock import Clock
from shop.ports.orders import OrderNotifier, OrderRepository
from shop.ports.products import ProductRepository
from shop.ports.users import UserRepository


@dataclass(frozen=True)
class PlaceOrderCommand:
    customer_id: UUID
    quantities: Mapping[str, int]


class PlaceOrder:
    def __init__(
        self,
        users: UserRepository,
        products: ProductRepository,
        orders: OrderRepository,
        notifier: OrderNotifier,
        clock: Clock,
    ) -> None:
        self._users = users
        self._products = products
        self._orders = orders
        self._notifier = notifier
        self._clock = clock

    async def execute(self, command: PlaceOrderCommand) -> Order:
        if not command.quantities:
            raise EmptyOrderError
        if await self._users.get(command.customer_id) is None:
            raise UserNotFoundError(str(command.customer_id))
        lines: list[OrderLine] = []
        for sku, quantity in command.quantities.items():
            product = await self._products.get(sku)
            if product is None:
                raise ProductNotFoundError(sku)
            product.reserve(quantity)
            await self._products.save(product)
            lines.append(OrderLine(sku, quantity, product.price))
        order = Order(uuid4(), command.customer_id, lines, self._clock())
        await self._orders.save(order)
        self._notifier.order_placed(order)
        return order
