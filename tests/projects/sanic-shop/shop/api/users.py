from sanic import Blueprint, json

from shop.api.auth import protected

me = Blueprint("me", url_prefix="/me")
feed = Blueprint("feed", url_prefix="/feed")
users = Blueprint.group(me, feed, url_prefix="/users")


@me.get("/")
@protected
async def show_me(request):
    return json({"name": request.ctx.customer})


@feed.websocket("/")
async def follow(request, ws):
    async for message in ws:
        await ws.send(message)
