from functools import wraps

import jwt
from flask import abort, current_app, g, request


def login_required(view):
    @wraps(view)
    def wrapper(*args, **kwargs):
        header = request.headers.get("Authorization", "")
        try:
            claims = jwt.decode(header.removeprefix("Bearer "), current_app.secret_key, ["HS256"])
        except jwt.InvalidTokenError:
            abort(401)
        g.user_id = int(claims["sub"])
        g.is_staff = bool(claims.get("staff"))
        return view(*args, **kwargs)

    return wrapper


def staff_only(view):
    @login_required
    @wraps(view)
    def wrapper(*args, **kwargs):
        if not g.is_staff:
            abort(403)
        return view(*args, **kwargs)

    return wrapper
