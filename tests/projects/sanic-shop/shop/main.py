from sanic import Sanic, json

from shop.api import api
from shop.api.errors import on_shop_error
from shop.errors import ShopError


def create_app(name: str = "shop") -> Sanic:
    app = Sanic(name)
    app.blueprint(api)
    app.static("/assets", "./assets", name="assets")
    app.error_handler.add(ShopError, on_shop_error)

    @app.get("/health")
    async def health(request):
        return json({"status": "ok"})

    return app
