from flask import Blueprint
from flask_restful import Resource

from shop.auth import staff_only
from shop.extensions import rest
from shop.repositories.orders import OrderRepository

bp = Blueprint("reports", __name__)


class OpenOrders(Resource):
    method_decorators = {"get": [staff_only]}

    def get(self):
        return {"open": OrderRepository().count_open()}


rest.add_resource(OpenOrders, "/reports/open-orders", "/reports/open")
