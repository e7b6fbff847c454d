from collections.abc import Mapping
from decimal import Decimal

from shop.domain.errors import ProductNotFoundError
from shop.domain.money import Money
from shop.ports.products import ProductRepository

MAX_BATCH = 100


async def reprice_products(prices: Mapping[str, Decimal], products: ProductRepository) -> int:
    if len(prices) > MAX_BATCH:
        raise Exception(f"more than {MAX_BATCH} prices at once")
    changed = 0
    for sku, amount in prices.items():
        product = await products.get(sku)
        if product is None:
            raise ProductNotFoundError(sku)
        if product.price.amount == amount:
            continue
        product.price = Money(amount, product.price.currency)
        await products.save(product)
        changed += 1
    return changed
