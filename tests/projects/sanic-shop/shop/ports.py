from typing import Protocol

from shop.domain import Order, Product


class ProductRepository(Protocol):
    async def find(self, sku: str) -> Product | None: ...

    async def save(self, product: Product) -> None: ...


class OrderRepository(Protocol):
    async def find(self, number: str) -> Order | None: ...

    async def list_for(self, customer: str) -> list[Order]: ...

    async def save(self, order: Order) -> None: ...
