//! Flask projects: ways to register, compose and guard that its documentation and real code show.

use super::endpoints::{check, guarded};
use super::workspace::Workspace;

#[test]
fn applications_and_blueprints() {
    check(
        r#"
//- shop/__init__.py
from flask import Flask

def create_app(config=None):
    app = Flask(__name__)
    register_blueprints(app)
    app.add_url_rule("/health", "health", health)
    app.add_url_rule("/ping", view_func=ping, methods=["GET", "POST"])

    @app.route("/")
    def index():
        return "ok"

    def inner():
        return "inner"

    app.add_url_rule("/inner", view_func=inner)
    return app

def health(): ...
def ping(): ...

def register_blueprints(app):
    from shop.users import bp as users_bp
    from shop import api
    app.register_blueprint(users_bp)
    app.register_blueprint(users_bp, url_prefix="/people", name="people")
    for blueprint in (api.v1, api.v2):
        app.register_blueprint(blueprint)

//- shop/users.py
from flask import Blueprint
bp = Blueprint("users", __name__, url_prefix="/users")

@bp.route("/")
def all_users(): ...

@bp.route("", methods=("POST",))
def create(): ...

@bp.get("/<int:user_id>")
@bp.delete("<int:user_id>")
def one(user_id): ...

@bp.route("/<regex('[a-z]{2}:x'):code>/<path:rest>", methods=["put", "PATCH"])
def odd(code, rest): ...

//- shop/api.py
from flask import Blueprint
v1 = Blueprint("v1", __name__, url_prefix="/v1/")
v2 = Blueprint("v2", __name__, url_prefix="/v2")
child = Blueprint("child", __name__, url_prefix="/child")
v1.register_blueprint(child, url_prefix="/renamed")
v2.register_blueprint(child)
lost = Blueprint("lost", __name__)

@child.route("/x")
def x(): ...

@lost.route("/lost")
def y(): ...
"#,
        &[
            "/ GET index",
            "/health GET health",
            "/inner GET inner",
            "/people POST create",
            "/people/ GET all_users",
            "/people/{code}/{rest} PATCH odd",
            "/people/{code}/{rest} PUT odd",
            "/people/{user_id} DELETE one",
            "/people/{user_id} GET one",
            "/ping GET ping",
            "/ping POST ping",
            "/users POST create",
            "/users/ GET all_users",
            "/users/{code}/{rest} PATCH odd",
            "/users/{code}/{rest} PUT odd",
            "/users/{user_id} DELETE one",
            "/users/{user_id} GET one",
            "/v1/renamed/x GET x",
            "/v2/child/x GET x",
            "? GET y",
        ],
    );
}

#[test]
fn classes_as_views_and_resources() {
    check(
        r#"
//- main.py
from flask import Flask, Blueprint
from flask.views import MethodView, View
from flask_restful import Api, Resource
import flask_restx
from flask_smorest import Api as Smorest, Blueprint as SmorestBlueprint
from extensions import later

app = Flask(__name__)
bp = Blueprint("api", __name__, url_prefix="/api")
api = Api(bp, prefix="/v1")
later.init_app(app)
app.register_blueprint(bp)

class Users(Resource):
    def get(self): ...
    def post(self): ...

class Base(MethodView):
    def get(self, id=None): ...

class Orders(Base):
    def delete(self, id): ...

class Page(View):
    methods = ["GET", "POST"]
    def dispatch_request(self): ...

class Plain(View):
    def dispatch_request(self): ...

api.add_resource(Users, "/users", "/people/<int:id>")
later.add_resource(Users, "/later")
orders = Orders.as_view("orders")
app.add_url_rule("/orders", view_func=orders)
app.add_url_rule("/orders/<id>", view_func=Orders.as_view("order"), methods=["DELETE"])
app.add_url_rule("/page", view_func=Page.as_view("page"))
app.add_url_rule("/plain", view_func=Plain.as_view("plain"))

@later.resource("/decorated", "/again")
class Decorated(Resource):
    def put(self): ...

rest = flask_restx.Api(app, prefix="/x")
cats = flask_restx.Namespace("cats", description="Cats")
dogs = rest.namespace("dogs", path="/d")
birds = rest.namespace("birds")
rest.add_namespace(cats)
rest.add_namespace(cats, path="/kittens")

@cats.route("/", "/all")
class Cats(flask_restx.Resource):
    def get(self): ...

@dogs.route("/<int:id>")
class Dogs(flask_restx.Resource):
    def get(self, id): ...

@birds.route("")
class Birds(flask_restx.Resource):
    def post(self): ...

smorest = Smorest(app)
pets = SmorestBlueprint("pets", __name__, url_prefix="/pets")

@pets.route("/")
class Pets(MethodView):
    @pets.response(200, object)
    def get(self): ...

smorest.register_blueprint(pets)

//- extensions.py
from flask_restful import Api
later = Api()
"#,
        &[
            "/again PUT Decorated.put",
            "/api/v1/people/{id} GET Users.get",
            "/api/v1/people/{id} POST Users.post",
            "/api/v1/users GET Users.get",
            "/api/v1/users POST Users.post",
            "/decorated PUT Decorated.put",
            "/later GET Users.get",
            "/later POST Users.post",
            "/orders DELETE Orders.delete",
            "/orders GET Base.get",
            "/orders/{id} DELETE Orders.delete",
            "/page GET Page.dispatch_request",
            "/page POST Page.dispatch_request",
            "/pets/ GET Pets.get",
            "/plain GET Plain.dispatch_request",
            "/x/birds POST Birds.post",
            "/x/cats/ GET Cats.get",
            "/x/cats/all GET Cats.get",
            "/x/d/{id} GET Dogs.get",
            "/x/kittens/ GET Cats.get",
            "/x/kittens/all GET Cats.get",
        ],
    );
}

#[test]
fn guards() {
    let workspace = Workspace::of_text(
        r#"
//- main.py
from functools import wraps
from flask import Flask, Blueprint, abort, jsonify, redirect, url_for, request
from flask.views import MethodView
from flask_login import login_required
from flask_jwt_extended import jwt_required, verify_jwt_in_request
from flask_httpauth import HTTPTokenAuth
import somelibrary

app = Flask(__name__)
auth = HTTPTokenAuth()
private = Blueprint("private", __name__)
checked = Blueprint("checked", __name__)
app.register_blueprint(private, url_prefix="/private")
app.register_blueprint(checked, url_prefix="/checked")

def token_required(function):
    @wraps(function)
    def wrapper(*args, **kwargs):
        if not request.headers.get("token"):
            return jsonify(message="no token"), 401
        return function(*args, **kwargs)
    return wrapper

def page_only(function):
    def wrapper():
        return redirect(url_for("auth.login"))
    return wrapper

def admin_only(function):
    def wrapper():
        verify_jwt_in_request()
    return wrapper

def timed(function):
    def wrapper():
        return function()
    return wrapper

@private.before_request
@login_required
def everybody(): ...

@checked.before_request
def maybe():
    if request.path not in OPEN:
        abort(401)

@private.route("/a")
def in_private(): ...

@checked.route("/b")
def in_checked(): ...

@app.route("/c")
@login_required
def by_library(): ...

@login_required
@app.route("/d")
def above(): ...

@app.route("/e")
@jwt_required(optional=True)
def optional(): ...

@app.route("/f")
@jwt_required()
def by_token(): ...

@app.route("/g")
@token_required
def by_own(): ...

@app.route("/h")
@page_only
def by_redirect(): ...

@app.route("/i")
@timed
def only_timed(): ...

@app.route("/j")
@somelibrary.cached(60)
def only_cached(): ...

@app.route("/k")
@somelibrary.require_login
def unknown(): ...

@app.route("/l")
@auth.login_required
def by_http(): ...

@app.route("/m")
@admin_only
def by_verify(): ...

class ApiError(Exception):
    def __init__(self, message, code=None):
        self.code = code

def permission(scope=None):
    def decorated(function):
        def wrapped():
            raise ApiError("no scope", 403)
        return wrapped
    return decorated

def check_login(function):
    return library.wrapped(function)

@app.route("/p")
@permission("read")
def by_error(): ...

def error(message, status=400):
    return jsonify(error=message), status

def keyed(function):
    def wrapper():
        return error("no key", 401)
    return wrapper

@app.route("/r")
@keyed
def by_helper(): ...

@app.route("/q")
@check_login
def perhaps(): ...

class View(MethodView):
    decorators = [timed, login_required]
    def get(self): ...

app.add_url_rule("/n", view_func=View.as_view("n"))
app.add_url_rule("/o", view_func=login_required(wrapped))

def wrapped(): ...
"#,
    );
    assert_eq!(
        guarded(&workspace.things()),
        [
            "View.get login_required",
            "above -",
            "by_error permission",
            "by_helper keyed",
            "by_http auth.login_required",
            "by_library login_required",
            "by_own token_required",
            "by_redirect page_only",
            "by_token jwt_required",
            "by_verify admin_only",
            "in_checked ?",
            "in_private login_required",
            "only_cached -",
            "only_timed -",
            "optional -",
            "perhaps ?",
            "unknown ?",
            "wrapped login_required",
        ]
    );
}

#[test]
fn parameters_and_statuses() {
    let workspace = Workspace::of_text(
        r#"
//- main.py
from flask import Flask, abort, jsonify, make_response, request
app = Flask(__name__)

class Missing(Exception): ...

@app.errorhandler(Missing)
def missing(error):
    return jsonify(error=str(error)), 404

def find():
    raise Missing()

@app.post("/users/<int:user_id>")
def create(user_id):
    page = request.args.get("page", 1, type=int)
    tags = request.args.getlist("tag")
    body = request.get_json()
    agent = request.headers.get("User-Agent")
    if not body:
        abort(400)
    if page > 3:
        return make_response({}, 409)
    find()
    return {}, 201
"#,
    );
    let things = workspace.things();
    let create = &things.endpoints[0];
    let params: Vec<String> = create
        .params
        .iter()
        .map(|param| format!("{} {:?} {}", param.name, param.source, param.ty.is_some()))
        .collect();
    assert_eq!(
        params,
        [
            "user_id Path false",
            "page Query true",
            "tag Query false",
            "body Body false",
            "User-Agent Header false",
        ]
    );
    assert_eq!(create.error_statuses, [400, 404, 409]);
    assert_eq!(create.status(), None);
}

#[test]
fn stores_that_extensions_hold() {
    let workspace = Workspace::of_text(
        r#"
//- app/__init__.py
//- app/extensions.py
import aioredis
import redis
from flask_sqlalchemy import SQLAlchemy
db = SQLAlchemy()
cache = redis.Redis()
later = aioredis.from_url("redis://localhost")

//- app/store.py
from app.extensions import cache, db, later

def commits():
    db.session.commit()

def caches():
    cache.hdel("key", "field")

async def awaits():
    await later.incrby("key", 2)
"#,
    );
    let effects: Vec<String> = workspace
        .index
        .functions()
        .into_iter()
        .flat_map(|function| {
            let summary = workspace.index.call_summary(function);
            let name = workspace.index.qualified_name(function).unwrap_or_default();
            let rows = summary.effects.iter().map(|at| {
                let effect = at.effect;
                format!(
                    "{name} {:?} {:?} {}",
                    effect.kind, effect.mode, effect.writes
                )
            });
            rows.collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(
        effects,
        [
            "commits Database Blocking true",
            "caches Cache Blocking true",
            "awaits Cache Async true",
        ]
    );
}

#[test]
fn what_is_imported_where_it_is_there() {
    check(
        r#"
//- shop/__init__.py
from flask import Flask

def main():
    app = Flask(__name__)
    try:
        from .sync import sync, sync_auth
        available = True
    except ImportError:
        available = False
        sync = sync_auth = None
    if available:
        app.register_blueprint(sync)
    return app

//- shop/sync.py
from flask import Blueprint
sync = Blueprint("sync", __name__, url_prefix="/sync/<token>")
sync_auth = None

@sync.route("/library")
def library(token): ...
"#,
        &["/sync/{token}/library GET library"],
    );
}
