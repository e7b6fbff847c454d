from sanic import Blueprint, empty, json
from sanic.views import HTTPMethodView

from shop.adapters.database import orders, products
from shop.api.auth import protected
from shop.use_cases.cancel_order import CancelOrder
from shop.use_cases.place_order import PlaceOrder

bp = Blueprint("orders", url_prefix="/orders")


class OrdersView(HTTPMethodView):
    decorators = [protected]

    async def get(self, request):
        found = await orders().list_for(request.ctx.customer)
        return json([vars(order) for order in found])

    async def post(self, request):
        use_case = PlaceOrder(orders(), products())
        order = await use_case.execute(
            request.ctx.customer, request.json.get("sku"), request.json.get("pieces")
        )
        return json(vars(order), status=201)


@protected
async def cancel(request, number: str):
    await CancelOrder(orders()).execute(request.ctx.customer, number)
    return empty()


bp.add_route(OrdersView.as_view(), "/")
bp.add_route(cancel, "/<number:str>", methods=["DELETE"])
