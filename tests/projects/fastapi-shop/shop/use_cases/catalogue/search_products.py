from shop.domain.product import Product
from shop.ports.products import ProductRepository

MAX_RESULTS = 50


async def search_products(
    phrase: str,
    products: ProductRepository,
    tags: list[str] = [],
    limit: int = 20,
) -> list[Product]:
    phrase = phrase.strip()
    if not phrase and not tags:
        return []
    found = await products.search(phrase, tags, min(limit, MAX_RESULTS))
    return [product for product in found if product.stock > 0]
