from functools import wraps

import jwt
from sanic.exceptions import Unauthorized


def protected(handler):
    @wraps(handler)
    async def wrapper(request, *args, **kwargs):
        try:
            claims = jwt.decode(request.token or "", request.app.config.SECRET, ["HS256"])
        except jwt.InvalidTokenError as error:
            raise Unauthorized("a token is needed") from error
        request.ctx.customer = claims["sub"]
        return await handler(request, *args, **kwargs)

    return wrapper
