//! What each form of a description means, shown on a library that does not exist: `framework/shapes.toml`.

use super::endpoints::{check, guarded};
use super::workspace::Workspace;

#[test]
fn chains_groups_and_opened_paths() {
    check(
        r#"
//- main.py
from shapes import App, Router
from users import users, admin
app = App()
app.get("/a", a).post("/b", b)
v1 = app.group("/v1")
v1.get("/c", c)
deep = v1.group("/deep").get("/d", d).group("/deeper")
deep.post("/e", e)
v1.route("/f").get(f).post(auth, g)
app.use("/users", users.routes())
app.use(admin)
app.get("setting")

def build():
    router = Router().get("/h", h)
    router.group("/i").post("/j", j)
    return router

app.use("/built", build())
def a(): ...
def b(): ...
def c(): ...
def d(): ...
def e(): ...
def f(): ...
def g(): ...
def h(): ...
def j(): ...

//- users.py
from shapes import Router
users = Router().get("/", all)
admin = Router({"prefix": "/admin"}).get("/", all)
def all(): ...
"#,
        &[
            "/a GET a",
            "/admin/ GET all",
            "/b POST b",
            "/built/h GET h",
            "/built/i/j POST j",
            "/users/ GET all",
            "/v1/c GET c",
            "/v1/deep/d GET d",
            "/v1/deep/deeper/e POST e",
            "/v1/f GET f",
            "/v1/f POST g",
        ],
    );
}

#[test]
fn functions_that_are_called_with_a_router() {
    check(
        r#"
//- main.py
from shapes import App
from plugins import users
app = App()
app.register(users, {"prefix": "/users"}).register(users, {"prefix": "/people"})

def configure(target):
    target.get("/configured", handler)
    def inner(below):
        below.get("/inner", handler)
    target.register(inner, {"prefix": "/nested"})

app.configure(configure)
def handler(): ...

//- plugins.py
def users(router):
    router.get("/all", all)
    router.register(deeper, {"prefix": "/deeper"})
def deeper(router):
    router.post("/x", all)
def all(): ...
"#,
        &[
            "/configured GET handler",
            "/nested/inner GET handler",
            "/people/all GET all",
            "/people/deeper/x POST all",
            "/users/all GET all",
            "/users/deeper/x POST all",
        ],
    );
}

#[test]
fn methods_told_by_values_paths_marks_and_classes() {
    check(
        r#"
//- main.py
import shapes
from shapes import App, get, web, handle_function, View
from shapes.marks import Controller, get as marked, post
app = App()
app.on("/a", get(a).post(b)).on("/b", web.get().guard(a).to(b))
app.handle("PUT /put/{id}", a)
app.every(Users, "/users", "/people")
app.every(Users.as_handler("x"), "/made")
app.every(a, "/one", methods=["get", "delete"])
handle_function("/function", a)
shapes.handle_function("/again", b)
app.set_prefix("/api")

@marked("/marked")
@post("/marked")
def c(): ...

@marked("/lost")
def d(): ...

app.service(c)

@Controller({"path": "/things"})
class Things:
    @marked("/{id}")
    def one(self): ...
    @post()
    def add(self): ...

class Users(View):
    def get(self): ...
    def post(self): ...

def a(): ...
def b(): ...
"#,
        &[
            "/again ANY b",
            "/api/a GET a",
            "/api/a POST b",
            "/api/b GET b",
            "/api/made GET Users.get",
            "/api/made POST Users.post",
            "/api/marked GET c",
            "/api/marked POST c",
            "/api/one DELETE a",
            "/api/one GET a",
            "/api/people GET Users.get",
            "/api/people POST Users.post",
            "/api/put/{id} PUT a",
            "/api/users GET Users.get",
            "/api/users POST Users.post",
            "/function ANY a",
            "/things POST Things.add",
            "/things/{id} GET Things.one",
            "? GET d",
        ],
    );
}

#[test]
fn what_is_asked_before() {
    let workspace = Workspace::of_text(
        r#"
//- main.py
from shapes import App, Router, Refusal
from later import more
app = App()
app.get("/before", before)
app.use(auth)
app.get("/after", after)
app.get("/own", auth, own)
app.use("/below", auth, below)
more(app)

below = Router().get("/", in_below)
layered = Router().get("/", in_layered).layer(auth).get("/free", free)
open = App()
open.get("/open", opened)
open.use(layered)
grouped = open.group("/group", auth)
grouped.get("/", in_group)
asked = App()
asked.get("/asked", in_asked)

@asked.before
def ask():
    raise Refusal(401)

def auth(request):
    raise Refusal(status=403)

def before(): ...
def after(): ...
def own(): ...
def in_below(): ...
def in_layered(): ...
def free(): ...
def opened(): ...
def in_group(): ...
def in_asked(): ...

//- later.py
def more(app):
    app.get("/elsewhere", elsewhere)
def elsewhere(): ...
"#,
    );
    assert_eq!(
        guarded(&workspace.things()),
        [
            "after auth",
            "before -",
            "elsewhere auth",
            "free -",
            "in_asked ask",
            "in_below auth",
            "in_group auth",
            "in_layered auth",
            "opened -",
            "own auth",
        ]
    );
}
