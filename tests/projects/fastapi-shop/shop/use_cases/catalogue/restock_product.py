from shop.domain.errors import ProductNotFoundError
from shop.domain.product import Product
from shop.ports.products import ProductRepository


async def restock_product(sku: str, quantity: int, products: ProductRepository) -> Product:
    product = await products.get(sku)
    if product is None:
        raise ProductNotFoundError(sku)
    product.restock(quantity)
    await products.save(product)
    return product
