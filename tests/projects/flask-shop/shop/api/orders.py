from flask import Blueprint, g, request

from shop.auth import login_required
from shop.repositories.orders import OrderRepository
from shop.repositories.products import ProductRepository
from shop.use_cases.cancel_order import CancelOrder
from shop.use_cases.place_order import PlaceOrder

bp = Blueprint("orders", __name__)


@bp.before_request
@login_required
def only_users():
    """Nobody orders without an account."""


@bp.get("/")
def list_orders():
    orders = OrderRepository().list_for(g.user_id)
    return [{"id": order.id, "status": order.status} for order in orders]


@bp.post("/")
def place():
    body = request.get_json()
    use_case = PlaceOrder(OrderRepository(), ProductRepository())
    order = use_case.execute(g.user_id, body["product_id"], body["pieces"])
    return {"id": order.id}, 201


@bp.route("/<int:order_id>", methods=["DELETE"])
def cancel(order_id: int):
    CancelOrder(OrderRepository()).execute(g.user_id, order_id)
    return "", 204
