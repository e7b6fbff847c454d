//! What functions of the project register that are handed routers, their methods, lists and options.

use super::endpoints::{check, guarded};
use super::workspace::Workspace;

#[test]
fn a_decorator_is_given_the_method_of_a_router() {
    let project = r#"
//- main.py
from fastapi import FastAPI
from users import router
app = FastAPI()
app.include_router(router, prefix="/api")

//- guards.py
from fastapi import HTTPException, Security
from fastapi.security import HTTPBearer

bearer = HTTPBearer()

def protected(method, path, scopes=None, **options):
    def decorator(function):
        return method(path, dependencies=[Security(bearer, scopes=scopes)], **options)(function)
    return decorator

//- users.py
from fastapi import APIRouter
from guards import protected
router = APIRouter(prefix="/users")

@protected(router.get, "/{id}", ["read"])
def one(id: int): ...

@protected(router.post, "", status_code=201)
def create(): ...

@router.get("/free")
def free(): ...
"#;
    check(
        project,
        &[
            "/api/users POST create",
            "/api/users/free GET free",
            "/api/users/{id} GET one",
        ],
    );
    let things = Workspace::of_text(project).things();
    assert_eq!(
        guarded(&things),
        ["create protected", "free -", "one protected"]
    );
    let create = things.endpoints.iter();
    let mut create = create.filter(|each| each.handler.name == "create");
    assert_eq!(create.next().and_then(|each| each.status()), Some(201));
}

#[test]
fn a_helper_hands_its_options_on() {
    check(
        r#"
//- main.py
from fastapi import APIRouter, FastAPI
from crud import crud_router
app = FastAPI()
mine = APIRouter()

@mine.get("/own")
def own(): ...

crud_router("items", router=mine)
app.include_router(mine, prefix="/mine")
app.include_router(crud_router("users"), prefix="/users")

//- crud.py
from fastapi import APIRouter

def add(router, name, path, function, **options):
    router.add_api_route(path, function, **options)

def crud_router(name, router=None):
    router = router or APIRouter()

    def listed(): ...
    add(router, "list", "", listed)

    def create(): ...
    add(router, "create", "", create, methods=["POST"])
    return router
"#,
        &[
            "/mine GET listed",
            "/mine POST create",
            "/mine/own GET own",
            "/users GET listed",
            "/users POST create",
        ],
    );
}

#[test]
fn lists_are_looped_over_where_a_function_is_given_them() {
    check(
        r#"
//- main.py
from shop import factory
from shop.users import mod as users
from shop.health import mod as health
BLUEPRINTS = (users,)
app = factory.create(blueprints=BLUEPRINTS)

//- shop/__init__.py
//- shop/factory.py
from flask import Flask
from shop.health import mod as health
VERSION = 1
DEFAULT = (health,)

def create(blueprints=None):
    if not blueprints:
        blueprints = DEFAULT
    else:
        blueprints = blueprints + DEFAULT
    app = Flask(__name__)
    register(app, blueprints)
    return app

def register(app, blueprints):
    for blueprint in blueprints:
        app.register_blueprint(blueprint, url_prefix=f"/api/{VERSION}")

//- shop/tables.py
def configure(blueprint, routes, decorators=None):
    views = {}
    for path, resource in routes:
        view = views.get(resource)
        if view is None:
            view = resource.as_view(resource.__name__)
            for decorator in decorators or []:
                view = decorator(view)
            views[resource] = view
        blueprint.add_url_rule(path, view_func=view)
    return blueprint

//- shop/users.py
from flask import Blueprint
from flask.views import MethodView
from shop.tables import configure

class Users(MethodView):
    def get(self): ...
    def post(self): ...

mod = Blueprint("users", __name__)
configure(mod, [("/users", Users)])

//- shop/health.py
from flask import Blueprint
from flask.views import MethodView
from shop.tables import configure

class Health(MethodView):
    def get(self): ...

routes = [("/health", Health)]
routes.append(("/ready", Health))
mod = Blueprint("health", __name__)
api = configure(mod, routes)
"#,
        &[
            "/api/1/health GET Health.get",
            "/api/1/ready GET Health.get",
            "/api/1/users GET Users.get",
            "/api/1/users POST Users.post",
        ],
    );
}

#[test]
fn modules_are_imported_by_their_names() {
    check(
        r#"
//- app/__init__.py
import importlib
from flask import Flask
NAMES = ["users", "orders"]

def create():
    app = Flask(__name__)
    configure(app)
    return app

def configure(app):
    mount_all(app)

def mount_all(app):
    for name in NAMES:
        module = importlib.import_module(f"app.parts.{name}")
        app.register_blueprint(module.blueprint)

//- app/parts/__init__.py
//- app/parts/users.py
from flask import Blueprint
blueprint = Blueprint("users", __name__, url_prefix="/users")
@blueprint.get("/")
def users(): ...

//- app/parts/orders.py
from flask import Blueprint
blueprint = Blueprint("orders", __name__, url_prefix="/orders")
@blueprint.get("/")
def orders(): ...
"#,
        &["/orders/ GET orders", "/users/ GET users"],
    );
}

#[test]
fn routers_are_mounted_by_lists() {
    check(
        r#"
//- main.py
from sanic import Blueprint, Sanic
from parts import ALL, views
app = Sanic("x")
app.blueprint(ALL)
group = Blueprint.group(*views.MORE, url_prefix="/more")
app.blueprint(group)

//- parts/__init__.py
from parts.users import users
from profile import profile
ALL = [
    users,
    profile,
]

//- profile/__init__.py
from sanic import Blueprint
profile = Blueprint("profile", url_prefix="/profile")

@profile.get("/")
async def own(request): ...

//- parts/users.py
from sanic import Blueprint
users = Blueprint("users", version="1")

def wrap(view, required=False): ...

async def one(request, id): ...
async def two(request): ...

urls = [("/users/<id>", wrap(one, required=True), ["GET"]), ("/users/", two, ["POST"])]
for url, view, methods in urls:
    users.add_route(view, url, methods=methods)

//- parts/views.py
from sanic import Blueprint
extra = Blueprint("extra")
MORE = [extra]

@extra.get("/x/")
async def extras(request): ...
"#,
        &[
            "/more/x GET extras",
            "/profile GET own",
            "/v1/users POST two",
            "/v1/users/{id} GET one",
        ],
    );
}

#[test]
fn what_is_computed_on_something_untold_is_listed() {
    let workspace = Workspace::of_text(
        r#"
//- plugins/one.py
def load(app):
    def asset(path): ...
    app.add_url_rule(rule=base().strip("/"), view_func=asset)

    @app.route(base())
    def page(): ...

def collect(cache, seen):
    seen.append(cache.lookup("/x"))
"#,
    );
    let things = workspace.things();
    assert!(
        things
            .endpoints
            .iter()
            .all(|each| each.path.value().is_none())
    );
    let reasons: Vec<&str> = things
        .unresolved
        .iter()
        .map(|spot| spot.why.as_str())
        .collect();
    assert_eq!(
        reasons,
        [
            "it cannot be told what `app` is",
            "it cannot be told what `app` is"
        ]
    );
}
