from shop.errors import ProductNotFoundError
from shop.models import Product
from shop.repositories.products import ProductRepository


def restock_product(products: ProductRepository, product_id: int, pieces: int) -> Product:
    product = products.find(product_id)
    if product is None:
        raise ProductNotFoundError(product_id)
    product.stock += pieces
    products.save(product)
    return product
