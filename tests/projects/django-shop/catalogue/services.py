from django.db import transaction

from catalogue.errors import ProductNotFoundError
from catalogue.models import Product


@transaction.atomic
def restock_product(sku: str, pieces: int) -> Product:
    product = Product.objects.select_for_update().filter(sku=sku).first()
    if product is None:
        raise ProductNotFoundError(sku)
    product.stock += pieces
    product.save()
    return product
