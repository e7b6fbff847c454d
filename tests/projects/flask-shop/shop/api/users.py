from flask import Blueprint, g, request

from shop.auth import login_required
from shop.repositories.users import UserRepository
from shop.use_cases.register_user import RegisterUser

bp = Blueprint("users", __name__, url_prefix="/api/users")


@bp.post("/")
def register():
    body = request.get_json()
    user = RegisterUser(UserRepository()).execute(body["email"], body["password"])
    return {"id": user.id, "email": user.email}, 201


@bp.route("/me")
@login_required
def me():
    user = UserRepository().get(g.user_id)
    return {"id": user.id, "email": user.email}
