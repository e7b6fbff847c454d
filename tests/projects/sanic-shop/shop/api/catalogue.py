from sanic import Blueprint, json

from shop.adapters.database import products
from shop.api.auth import protected
from shop.errors import ProductNotFoundError
from shop.use_cases.restock_product import restock_product

bp = Blueprint("catalogue", url_prefix="/products")


@bp.get("/<sku:str>")
async def show(request, sku: str):
    product = await products().find(sku)
    if product is None:
        raise ProductNotFoundError(sku)
    return json(vars(product))


@bp.route("/<sku:str>/stock", methods=["PUT", "PATCH"])
@protected
async def restock(request, sku: str):
    product = await restock_product(products(), sku, request.json.get("pieces"))
    return json({"stock": product.stock})


@bp.get("/<sku:str>/price", version=2)
async def price(request, sku: str):
    currency = request.args.get("currency", "EUR")
    return json({"sku": sku, "currency": currency})
