from decimal import Decimal

from pydantic import BaseModel, Field

from shop.domain.product import Product


class NewProduct(BaseModel):
    sku: str = Field(pattern=r"^[A-Za-z0-9-]{3,40}$")
    title: str = Field(min_length=1, max_length=200)
    price: Decimal = Field(ge=0, max_digits=10, decimal_places=2)
    tags: list[str] = Field(default_factory=list, max_length=10)


class Restock(BaseModel):
    quantity: int = Field(ge=1, le=10_000)


class Repriced(BaseModel):
    changed: int


class ProductOut(BaseModel):
    sku: str
    title: str
    price: Decimal
    currency: str
    in_stock: bool
    tags: list[str]

    @classmethod
    def of(cls, product: Product) -> "ProductOut":
        return cls(
            sku=product.sku,
            title=product.title,
            price=product.price.amount,
            currency=product.price.currency,
            in_stock=product.stock > 0,
            tags=product.tags,
        )
