from typing import Protocol
from uuid import UUID

from shop.domain.order import Order


class OrderRepository(Protocol):
    async def get(self, order_id: UUID) -> Order | None: ...

    async def list_for(self, customer_id: UUID, limit: int) -> list[Order]: ...

    async def save(self, order: Order) -> None: ...


class OrderNotifier(Protocol):
    async def order_placed(self, order: Order) -> None: ...

    async def order_shipped(self, order: Order) -> None: ...
