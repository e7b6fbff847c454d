//! Sanic projects: blueprints, groups, versions and views.

use super::endpoints::check;
use super::workspace::Workspace;
use crate::Known;

#[test]
fn blueprints_groups_versions_and_views() {
    check(
        r#"
//- app/__init__.py
//- app/main.py
from sanic import Sanic, Blueprint
from sanic.views import HTTPMethodView
from app.users import users, admin
from app.api import api, listed

app = Sanic("shop")
app.blueprint(api)
app.blueprint(listed, url_prefix="/listed")
app.blueprint([users, admin])
app.blueprint(versioned := None)
app.static("/static", "./static")

old = Blueprint("old", "/old", version="v3")
prefixed = Blueprint("prefixed", url_prefix="prefixed", version=2, version_prefix="/api/v")
app.blueprint(old)
app.blueprint(prefixed)

class Orders(HTTPMethodView):
    async def get(self, request): ...
    def post(self, request): ...

app.add_route(Orders.as_view(), "/orders")

@app.get("/plain", version=1)
async def plain(request): ...

@app.route("/many", methods=["GET", "PUT"])
async def many(request): ...

@app.websocket("/feed")
async def feed(request, ws): ...

@old.get("/<name:str>")
async def old_one(request, name): ...

@prefixed.post("/<id:int>/<rest:path>")
async def deep(request, id, rest): ...

async def added(request): ...
app.add_route(added, "/added", methods=["DELETE"])

//- app/users.py
from sanic import Blueprint
users = Blueprint("users", url_prefix="/users")
admin = Blueprint("admin", url_prefix="/admin", version=1)

@users.get("/<user_id:int>")
async def one(request, user_id): ...

@admin.delete("/")
async def remove(request): ...

//- app/api.py
from sanic.blueprints import Blueprint
from app.users import users
listed = Blueprint("listed", url_prefix="/replaced")
inner = Blueprint("inner", url_prefix="/inner")
inner_group = Blueprint.group(inner, url_prefix="/group")
api = Blueprint.group(users, inner_group, url_prefix="/api", version=4)

@listed.get("/x")
async def in_listed(request): ...

@inner.get("/y")
async def in_inner(request): ...
"#,
        &[
            "/added DELETE added",
            "/api/v2/prefixed/{id}/{rest} POST deep",
            "/feed WS feed",
            "/listed/x GET in_listed",
            "/many GET many",
            "/many PUT many",
            "/orders GET Orders.get",
            "/orders POST Orders.post",
            "/users/{user_id} GET one",
            "/v1/admin DELETE remove",
            "/v1/plain GET plain",
            "/v3/old/{name} GET old_one",
            "/v4/api/group/inner/y GET in_inner",
            "/v4/api/users/{user_id} GET one",
        ],
    );
}

#[test]
fn guards_parameters_and_statuses() {
    let workspace = Workspace::of_text(
        r#"
//- main.py
from functools import wraps
from sanic import Sanic, json
from sanic.exceptions import NotFound, SanicException, Unauthorized, add_status_code

@add_status_code(401)
class NoToken(SanicException): ...

app = Sanic("x")

def authorized(function):
    @wraps(function)
    async def wrapper(request, *args, **kwargs):
        if not request.token:
            raise NoToken("no token")
        return await function(request, *args, **kwargs)
    return wrapper

@app.exception(SanicException)
async def answer(request, error):
    return json({}, status=error.status_code if error else 500)

@app.on_request
async def maybe(request):
    if request.path != "/open":
        raise Unauthorized("no token")

@app.get("/things/<thing_id:int>")
@authorized
async def thing(request, thing_id):
    page = request.args.get("page")
    if page is None:
        raise NotFound("no page")
    return json({}, status=201)

@app.get("/open")
async def free(request):
    return json({})
"#,
    );
    let things = workspace.things();
    let thing = things
        .endpoints
        .iter()
        .find(|each| each.handler.name == "thing");
    let thing = thing.expect("the handler is found");
    let params: Vec<String> = thing
        .params
        .iter()
        .map(|param| format!("{} {:?}", param.name, param.source))
        .collect();
    assert_eq!(params, ["request Request", "thing_id Path", "page Query"]);
    assert_eq!(thing.error_statuses, [404]);
    assert!(matches!(&thing.auth, Known::Is(guard) if guard.name == "authorized"));
    let free = things
        .endpoints
        .iter()
        .find(|each| each.handler.name == "free");
    let free = free.expect("the handler is found");
    assert!(matches!(free.auth, Known::Unknown(_)));
    assert_eq!(free.status(), Some(200));
}

#[test]
fn views_that_attach_themselves() {
    check(
        r#"
//- app.py
from sanic import Blueprint, Sanic
from sanic.views import HTTPMethodView
from sanic.response import json
from views import Later

app = Sanic("shop")
bp = Blueprint("users", url_prefix="/users", version=1)
lost = Blueprint("lost", url_prefix="/lost")
app.blueprint(bp)

class Health(HTTPMethodView, attach=app, uri="/health"):
    def get(self, request):
        return json({})

class Users(HTTPMethodView, attach=bp, uri="/<name:str>", version=2):
    async def get(self, request, name): ...
    async def post(self, request, name): ...

class Base(HTTPMethodView):
    async def put(self, request): ...

class Derived(Base, attach=bp):
    async def delete(self, request): ...

Later.attach(app, "/later")

//- views.py
from sanic.views import HTTPMethodView

class Later(HTTPMethodView):
    async def get(self, request): ...

class Never(HTTPMethodView):
    async def get(self, request): ...
"#,
        &[
            "/health GET Health.get",
            "/later GET Later.get",
            "/v1/users DELETE Derived.delete",
            "/v1/users PUT Base.put",
            "/v2/users/{name} GET Users.get",
            "/v2/users/{name} POST Users.post",
        ],
    );
}
