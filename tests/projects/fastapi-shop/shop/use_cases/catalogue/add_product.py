from dataclasses import dataclass, field
from decimal import Decimal

from shop.domain.errors import SkuTakenError
from shop.domain.money import Money
from shop.domain.product import Product
from shop.ports.products import ProductRepository


@dataclass(frozen=True)
class AddProductCommand:
    sku: str
    title: str
    price: Decimal
    tags: list[str] = field(default_factory=list)


class AddProduct:
    def __init__(self, products: ProductRepository) -> None:
        self._products = products

    async def execute(self, command: AddProductCommand) -> Product:
        sku = command.sku.upper()
        if await self._products.get(sku):
            raise SkuTakenError(sku)
        product = Product(
            sku=sku,
            title=command.title,
            price=Money(command.price),
            tags=sorted(set(command.tags)),
        )
        await self._products.save(product)
        return product
