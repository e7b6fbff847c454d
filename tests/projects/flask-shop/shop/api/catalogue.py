from flask import Blueprint, request
from flask.views import MethodView

from shop.auth import staff_only
from shop.repositories.products import ProductRepository
from shop.use_cases.restock_product import restock_product

bp = Blueprint("catalogue", __name__, url_prefix="/api/products")


class ProductsView(MethodView):
    def get(self):
        page = request.args.get("page", 1, type=int)
        products = ProductRepository().page(page)
        return [{"id": product.id, "title": product.title} for product in products]


class StockView(MethodView):
    decorators = [staff_only]

    def put(self, product_id: int):
        body = request.get_json()
        product = restock_product(ProductRepository(), product_id, body["pieces"])
        return {"id": product.id, "stock": product.stock}


bp.add_url_rule("", view_func=ProductsView.as_view("products"))
bp.add_url_rule("/<int:product_id>/stock", view_func=StockView.as_view("stock"))
