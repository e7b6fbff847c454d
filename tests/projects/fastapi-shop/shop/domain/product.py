from dataclasses import dataclass, field

from shop.domain.errors import InvalidQuantityError, OutOfStockError
from shop.domain.money import Money


@dataclass
class Product:
    sku: str
    title: str
    price: Money
    stock: int = 0
    tags: list[str] = field(default_factory=list)

    def reserve(self, quantity: int) -> None:
        if quantity < 1:
            raise InvalidQuantityError(f"cannot reserve {quantity}")
        if quantity > self.stock:
            raise OutOfStockError(self.sku, self.stock)
        self.stock -= quantity

    def restock(self, quantity: int) -> None:
        if quantity < 1:
            raise InvalidQuantityError(f"cannot add {quantity}")
        self.stock += quantity
