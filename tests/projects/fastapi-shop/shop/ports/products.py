from abc import ABC, abstractmethod

from shop.domain.product import Product


class ProductRepository(ABC):
    @abstractmethod
    async def get(self, sku: str) -> Product | None: ...

    @abstractmethod
    async def search(self, phrase: str, tags: list[str], limit: int) -> list[Product]: ...

    @abstractmethod
    async def save(self, product: Product) -> None: ...
