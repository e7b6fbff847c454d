//! Endpoints of small projects: ways to register and to compose that real code uses.

use super::workspace::Workspace;
use crate::{EndpointKind, Known, Things};

/// Checks the endpoints of a project: method, path and handler, in order of path; `?` for a path that is
/// not known.
pub(super) fn check(project: &str, expected: &[&str]) {
    let workspace = Workspace::of_text(project);
    assert_eq!(rows(&workspace.things()), expected);
}

fn rows(things: &Things) -> Vec<String> {
    let mut rows: Vec<String> = things
        .endpoints
        .iter()
        .map(|endpoint| {
            let path = endpoint.path.value().map_or("?", |path| path.as_str());
            let method = match endpoint.kind {
                EndpointKind::Ws => "WS",
                _ => &endpoint.method,
            };
            format!("{path} {method} {}", endpoint.handler.name)
        })
        .collect();
    rows.sort();
    rows
}

/// The handlers with what they ask first; `?` where it cannot be told.
pub(super) fn guarded(things: &Things) -> Vec<String> {
    let mut found: Vec<String> = things
        .endpoints
        .iter()
        .map(|endpoint| {
            let auth = match &endpoint.auth {
                Known::Is(guard) => guard.name.as_str(),
                Known::Absent => "-",
                Known::Unknown(_) => "?",
            };
            format!("{} {auth}", endpoint.handler.name)
        })
        .collect();
    found.sort();
    found
}

#[test]
fn decorators_of_an_application() {
    check(
        r#"
//- main.py
from fastapi import FastAPI, WebSocket
app = FastAPI()

@app.get("/items/{item_id:int}")
async def read(item_id: int): ...

@app.api_route("/both", methods=["GET", "POST"])
def both(): ...

@app.api_route("/one")
def one(): ...

@app.websocket("/ws")
async def talk(socket: WebSocket): ...

@app.put("/a")
@app.put("/b")
def twice(): ...

@cache.get("/not-a-route")
def cached(): ...
"#,
        &[
            "/a PUT twice",
            "/b PUT twice",
            "/both GET both",
            "/both POST both",
            "/items/{item_id} GET read",
            "/one GET one",
            "/ws WS talk",
        ],
    );
}

#[test]
fn routers_of_other_files_with_prefixes() {
    check(
        r#"
//- shop/__init__.py
//- shop/main.py
import fastapi
from shop.api import api_router as everything
from . import health
from .settings import settings, get_settings, PREFIX

app = fastapi.FastAPI()
app.include_router(everything, prefix=settings.API)
app.include_router(health.router, prefix=f"{PREFIX}/{settings.version}")
app.include_router(health.router, prefix="/twice")
app.include_router(health.other, prefix=get_settings().API + "/sum")

//- shop/settings.py
import os
from pydantic import Field
from pydantic_settings import BaseSettings
PREFIX = os.getenv("PREFIX", "/h")
class Settings(BaseSettings):
    API: str = "/api"
    version: str = Field(default="v2")
settings = Settings()
def get_settings() -> Settings:
    return Settings()

//- shop/health.py
from fastapi import APIRouter
router = APIRouter()
other = APIRouter(prefix="/other")
@router.get("/health")
def health(): ...
@other.head("")
def head(): ...

//- shop/api/__init__.py
from .users import router as users_router
from fastapi import APIRouter
from shop.api import auth, orders
api_router = APIRouter(prefix="/v1")
api_router.include_router(users_router, prefix="/users")
api_router.include_router(orders.router)
api_router.include_router(auth.router, prefix="/auth")

//- shop/api/users.py
from fastapi import APIRouter
router = APIRouter()
@router.post("/")
def create(): ...

//- shop/api/orders.py
from fastapi import APIRouter
BASE = "/orders"
router = APIRouter(prefix=BASE)
@router.get("")
def list_orders(): ...

//- shop/api/auth/__init__.py
from .views import router
__all__ = ["router"]
//- shop/api/auth/views.py
from fastapi import APIRouter
router = APIRouter()
@router.get("/me")
def me(): ...
"#,
        &[
            "/api/sum/other HEAD head",
            "/api/v1/auth/me GET me",
            "/api/v1/orders GET list_orders",
            "/api/v1/users/ POST create",
            "/h/v2/health GET health",
            "/twice/health GET health",
        ],
    );
}

#[test]
fn factories_and_functions_that_are_given_the_application() {
    check(
        r#"
//- app/main.py
from fastapi import FastAPI, APIRouter
from app.routes import register, make_router, collect, both
from app.more import into
from app.server import Server

def create_app() -> FastAPI:
    app = FastAPI()
    register(app, "/r")
    app.include_router(make_router("/made"))
    app.include_router(make_router(prefix="/again"), prefix="/x")

    @app.get("/inner")
    def inner(): ...

    return app

app = create_app()
first = collect(APIRouter())
second = collect(APIRouter(prefix="/{tenant}"))
app.include_router(first)
app.include_router(second)
server = Server()
both(app, api_router=into)

//- app/routes.py
from fastapi import APIRouter, FastAPI
from app.more import router

def register(application: FastAPI, prefix: str) -> None:
    application.include_router(router, prefix=prefix)
    application.add_api_route("/added", handle, methods=["POST", "PUT"])

def handle(): ...

def both(app: FastAPI, api_router: APIRouter):
    app.include_router(api_router, prefix="/both")

def make_router(prefix: str) -> APIRouter:
    made = APIRouter(prefix=prefix)

    @made.get("/thing")
    async def thing(): ...

    return made

def collect(into):
    into.include_router(router, prefix="/collected")
    return into

//- app/more.py
from fastapi import APIRouter
router = APIRouter()
into = APIRouter()
@router.delete("/more")
def more(): ...
@into.get("/into")
def get_into(): ...

//- app/server.py
from fastapi import APIRouter, FastAPI

class Server:
    def __init__(self):
        self.app = FastAPI()
        self.router = APIRouter(prefix="/class")
        self.router.add_api_route("/method", self.method)
        self.setup()

    def setup(self):
        self.app.include_router(self.router)

    def method(self): ...
"#,
        &[
            "/added POST handle",
            "/added PUT handle",
            "/both/into GET get_into",
            "/class/method GET Server.method",
            "/collected/more DELETE more",
            "/inner GET inner",
            "/made/thing GET thing",
            "/r/more DELETE more",
            "/x/again/thing GET thing",
            "/{tenant}/collected/more DELETE more",
        ],
    );
}

#[test]
fn loops_over_what_is_written_out() {
    check(
        r#"
//- main.py
from fastapi import FastAPI
import users, orders
from table import ROUTERS
app = FastAPI()
for router in (users.router, orders.router):
    app.include_router(router, prefix="/a")

def setup(target: FastAPI):
    for prefix, router in [("/u", users.router), ("/o", orders.router)]:
        target.include_router(router, prefix=prefix)
    for each in ROUTERS:
        target.include_router(each)

setup(app)

//- table.py
from orders import router as orders_router
ROUTERS = [orders_router]

//- users.py
from fastapi import APIRouter
router = APIRouter()
@router.get("/users")
def users(): ...

//- orders.py
from fastapi import APIRouter
router = APIRouter()
@router.get("/orders")
def orders(): ...
"#,
        &[
            "/a/orders GET orders",
            "/a/users GET users",
            "/o/orders GET orders",
            "/orders GET orders",
            "/u/users GET users",
        ],
    );
}

#[test]
fn subclasses_views_and_mounted_applications() {
    check(
        r#"
//- main.py
from fastapi import FastAPI, APIRouter
from fastapi.staticfiles import StaticFiles
from fastapi_utils.cbv import cbv
from starlette.routing import Route, Mount
from starlette.applications import Starlette
from starlette.endpoints import HTTPEndpoint

class Api(FastAPI):
    pass

class VersionRouter(APIRouter):
    def __init__(self, **kwargs):
        super().__init__(prefix="/v3", **kwargs)

class UserRouter(APIRouter):
    def __init__(self):
        super().__init__(prefix="/own")
        self.add_api_route("/list", self.list, methods=["GET"])
    def list(self): ...

app = Api()
sub = FastAPI()
views = VersionRouter()

@sub.get("/deep")
def deep(): ...

@cbv(views)
class Things:
    @views.get("/things")
    def all(self): ...
    @views.post("/things")
    def add(self): ...

async def plain(request): ...
def make_class(route: type) -> type[APIRouter]:
    class Custom(APIRouter): ...
    return Custom

Custom = make_class(int)
custom = Custom(prefix="/custom")
@custom.get("/made")
def made(): ...

class Page(HTTPEndpoint):
    async def get(self, request): ...
    async def post(self, request): ...

pages = Starlette(routes=[Route("/plain", plain), Mount("/in", routes=[Route("/page", Page)])])
app.include_router(views)
app.include_router(custom)
app.include_router(UserRouter())
app.mount("/sub/", sub)
app.mount("/pages", pages)
app.host("sub.example.com", sub)
app.mount("/static", StaticFiles(directory="static"))
"#,
        &[
            "/custom/made GET made",
            "/own/list GET UserRouter.list",
            "/pages/in/page GET Page.get",
            "/pages/in/page POST Page.post",
            "/pages/plain GET plain",
            "/sub/deep GET deep",
            "/v3/things GET Things.all",
            "/v3/things POST Things.add",
        ],
    );
}

#[test]
fn what_cannot_be_told_is_listed() {
    let workspace = Workspace::of_text(
        r#"
//- main.py
import importlib
from fastapi import FastAPI, APIRouter
import library
app = FastAPI()
lost = APIRouter()
dynamic = APIRouter(prefix=load_prefix())
app.include_router(dynamic)
app.include_router(library.router)
for name in names():
    app.include_router(importlib.import_module(name).router)

@lost.get("/lost")
def get_lost(): ...

@dynamic.get("/dynamic")
def get_dynamic(): ...

//- tests/test_main.py
from fastapi import FastAPI
app = FastAPI()
@app.get("/in-a-test")
def fake(): ...
"#,
    );
    let things = workspace.things();
    assert_eq!(rows(&things), ["? GET get_dynamic", "? GET get_lost"]);
    let lines: Vec<(u32, bool)> = things
        .unresolved
        .iter()
        .map(|spot| (workspace.locate(spot.place).1, spot.why.is_empty()))
        .collect();
    assert_eq!(lines, [(8, false), (10, false), (12, false), (15, false)]);
}

#[test]
fn parameters_answers_and_guards() {
    let workspace = Workspace::of_text(
        r#"
//- main.py
from typing import Annotated
from fastapi import FastAPI, APIRouter, Depends, Query, Header, Request, HTTPException, Security, UploadFile, status
from fastapi.responses import FileResponse, JSONResponse
from fastapi.security import HTTPBearer, OAuth2PasswordBearer
from pydantic import BaseModel

class Item(BaseModel):
    name: str

class AppError(Exception):
    def __init__(self, message: str, status_code: int = 500):
        self.status_code = status_code

class NotThere(AppError):
    def __init__(self):
        super().__init__("not there", 404)

class Refused(AppError):
    def __init__(self):
        super().__init__(message="no", status_code=401)

class Checker:
    def __call__(self, request: Request):
        raise Refused()

def checker():
    return Checker()

bearer = OAuth2PasswordBearer(tokenUrl="/t")
optional = HTTPBearer(auto_error=False)

def session(): ...

def user(token: str = Depends(bearer)): ...

def checked(request: Request):
    if not request.headers.get("x"):
        raise HTTPException(status_code=status.HTTP_403_FORBIDDEN)

def role(name: str):
    def check(current = Depends(user)): ...
    return check

User = Annotated[Item, Depends(user)]
app = FastAPI()
guarded = APIRouter(dependencies=[Depends(checked)])

@app.exception_handler(AppError)
def answer(request, error):
    return JSONResponse(status_code=error.status_code, content={})

def find():
    raise NotThere()

@app.post("/{item_id}", status_code=201, response_model=Item)
def create(item_id: int, body: Item, q: str | None, tag: Annotated[list[str], Query()], agent: str = Header(), db = Depends(session), me: User = None):
    find()
    raise HTTPException(409)

@app.get("/free")
def free(token = Depends(optional)) -> FileResponse: ...

@guarded.get("/guarded", include_in_schema=False)
def get_guarded(file: UploadFile): ...

@app.get("/role", dependencies=[Depends(role("admin"))])
def by_role(): ...

@app.get("/scoped")
def scoped(who = Security(session, scopes=["x"])): ...

@app.get("/made")
def made(who = Depends(checker())): ...

def hidden():
    class Inner(Checker): ...
    return Inner()

@app.get("/hidden")
def by_hidden(who = Depends(hidden())): ...

@app.get("/unknown")
def unknown(who = Depends(library.guard)): ...

app.include_router(guarded)
"#,
    );
    let things = workspace.things();
    let endpoint = |name: &str| {
        let found = things
            .endpoints
            .iter()
            .find(|endpoint| endpoint.handler.name == name);
        found.expect("the handler is found")
    };
    let create = endpoint("create");
    let sources: Vec<String> = create
        .params
        .iter()
        .map(|param| format!("{} {:?}", param.name, param.source))
        .collect();
    assert_eq!(
        sources,
        [
            "item_id Path",
            "body Body",
            "q Query",
            "tag Query",
            "agent Header",
            "db Dependency",
            "me Dependency"
        ]
    );
    assert_eq!(create.status(), Some(201));
    assert!(matches!(create.response, Known::Is(_)));
    assert_eq!(create.error_statuses, [404, 409]);
    let guard = |name: &str| {
        endpoint(name)
            .auth
            .value()
            .map(|guard| guard.name.to_string())
    };
    assert_eq!(guard("create").as_deref(), Some("user"));
    assert!(endpoint("free").auth.is_absent());
    assert!(endpoint("free").raw_response);
    assert_eq!(guard("get_guarded").as_deref(), Some("checked"));
    assert!(!endpoint("get_guarded").in_schema);
    assert_eq!(endpoint("get_guarded").error_statuses, [403]);
    assert_eq!(guard("by_role").as_deref(), Some("role"));
    assert_eq!(guard("scoped").as_deref(), Some("session"));
    assert_eq!(guard("made").as_deref(), Some("checker"));
    let statuses: Vec<(&str, Option<u16>)> = things
        .errors
        .iter()
        .map(|error| (error.element.name.as_str(), error.status.value().copied()))
        .collect();
    assert_eq!(
        statuses,
        [
            ("AppError", Some(500)),
            ("NotThere", Some(404)),
            ("Refused", Some(401))
        ]
    );
    assert!(matches!(endpoint("by_hidden").auth, Known::Unknown(_)));
    assert!(matches!(endpoint("unknown").auth, Known::Unknown(_)));
}

#[test]
fn only_what_changed_is_read_again() {
    let mut workspace = Workspace::of_text(
        r#"
//- main.py
from fastapi import FastAPI
from users import router
app = FastAPI()
app.include_router(router, prefix="/users")
//- users.py
from fastapi import APIRouter
router = APIRouter()
@router.get("/a")
def show(): ...
"#,
    );
    assert_eq!(rows(&workspace.things()), ["/users/a GET show"]);
    assert_eq!(workspace.recogniser.files_read(), 2);
    workspace.edit(
        "users.py",
        "from fastapi import APIRouter\nrouter = APIRouter()\n@router.get(\"/b\")\ndef show(): ...\n",
    );
    let edited = workspace.things();
    assert_eq!(rows(&edited), ["/users/b GET show"]);
    assert_eq!(workspace.recogniser.files_read(), 3);
    let afresh = crate::Recogniser::default().recognise(&workspace.index);
    assert_eq!(edited, afresh);
    assert_eq!(workspace.recogniser.files_read(), 3);
}

#[test]
fn routers_bound_to_several_names() {
    check(
        r#"
//- main.py
from fastapi import FastAPI

from users import users_router

app = FastAPI()
app.include_router(users_router, prefix="/api")
//- users.py
from fastapi import APIRouter

users_router = r = APIRouter(prefix="/users")
other = APIRouter(prefix="/other")


@r.get("/{id}")
def show(id: int):
    return id


@users_router.post("")
def create():
    return 1


@other.get("")
def hidden():
    return 1
"#,
        &[
            "/api/users POST create",
            "/api/users/{id} GET show",
            "? GET hidden",
        ],
    );
}
