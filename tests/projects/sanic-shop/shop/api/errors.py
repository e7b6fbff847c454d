from sanic import json

from shop.errors import ShopError


async def on_shop_error(request, error: ShopError):
    return json({"error": str(error)}, status=error.status)
