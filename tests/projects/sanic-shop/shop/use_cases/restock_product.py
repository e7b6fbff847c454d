from shop.domain import Product
from shop.errors import ProductNotFoundError
from shop.ports import ProductRepository


async def restock_product(products: ProductRepository, sku: str, pieces: int) -> Product:
    product = await products.find(sku)
    if product is None:
        raise ProductNotFoundError(sku)
    product.stock += pieces
    await products.save(product)
    return product
