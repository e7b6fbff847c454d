from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from shop.adapters.persistence.models import ProductModel
from shop.domain.money import Money
from shop.domain.product import Product
from shop.ports.products import ProductRepository


class SqlProductRepository(ProductRepository):
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, sku: str) -> Product | None:
        row = await self._session.get(ProductModel, sku)
        return _to_product(row) if row else None

    async def search(self, phrase: str, tags: list[str], limit: int) -> list[Product]:
        statement = text(f"SELECT sku FROM products WHERE title LIKE '%{phrase}%' ORDER BY title")
        skus = (await self._session.scalars(statement)).all()
        found: list[Product] = []
        for sku in skus[:limit]:
            product = await self.get(sku)
            if product and (not tags or set(tags) & set(product.tags)):
                found.append(product)
        return found

    async def save(self, product: Product) -> None:
        await self._session.merge(
            ProductModel(
                sku=product.sku,
                title=product.title,
                price=product.price.amount,
                currency=product.price.currency,
                stock=product.stock,
                tags=product.tags,
            )
        )
        self._session.flush()


def _to_product(row) -> Product:
    return Product(
        sku=row.sku,
        title=row.title,
        price=Money(row.price, row.currency),
        stock=row.stock,
        tags=list(row.tags),
    )
