//! Routes that stand in lists, however long and whatever takes them from there.

use super::endpoints::check;

#[test]
fn a_long_list_of_routes_is_no_data() {
    let entry =
        |at: u32| format!("    path(\"orders/{at:04}/items/\", views.items_of_an_order),\n");
    let entries: String = (0..400).map(entry).collect();
    assert!(entries.len() > 16 * 1024);
    let data: String = (0..2000)
        .map(|at| format!("    \"word{at:04}\",\n"))
        .collect();
    let project = format!(
        r#"
//- manage.py
//- shop/__init__.py
//- shop/settings.py
ROOT_URLCONF = "shop.urls"
//- shop/views.py
def items_of_an_order(request): ...
//- shop/urls.py
from django.urls import path
from shop import views

WORDS = [
{data}]

urlpatterns = [
    # All of them.
{entries}] + [path("last/", views.items_of_an_order)]
"#
    );
    let mut expected: Vec<String> = (0..400)
        .map(|at| format!("/orders/{at:04}/items/ ANY items_of_an_order"))
        .collect();
    expected.insert(0, "/last/ ANY items_of_an_order".to_owned());
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    check(&project, &expected);
}

#[test]
fn entries_of_a_list_that_are_spread_over_the_arguments() {
    check(
        r#"
//- shop/app.py
from flask import Flask
from flask_restful import Api
from shop.routes import ROUTES as V1_ROUTES
from shop import views

RULES = [
    {"rule": "/named", "view_func": views.named},
    {"rule": "/both", "view_func": views.both, "methods": ["POST"]},
]

def create_app():
    app = Flask(__name__)
    api = Api(app, prefix="/api/v1")
    for route in V1_ROUTES:
        api.add_resource(*route)
    for rule in RULES:
        app.add_url_rule(**rule)
    for pair in [("/one", "one", views.one), ("/two", "two", views.both)]:
        app.add_url_rule(*pair, methods=["PUT"])
    return app

//- shop/views.py
def named(): ...
def both(): ...
def one(): ...

//- shop/routes.py
from flask_restful import Resource

class Users(Resource):
    def get(self): ...

class Orders(Resource):
    def get(self): ...
    def post(self): ...

ROUTES = [(Users, "/users/"), (Orders, "/orders/", "/purchases/")]
"#,
        &[
            "/api/v1/orders/ GET Orders.get",
            "/api/v1/orders/ POST Orders.post",
            "/api/v1/purchases/ GET Orders.get",
            "/api/v1/purchases/ POST Orders.post",
            "/api/v1/users/ GET Users.get",
            "/both POST both",
            "/named GET named",
            "/one PUT one",
            "/two PUT both",
        ],
    );
}

#[test]
fn a_loop_over_modules_that_make_routers() {
    check(
        r#"
//- shop/app.py
from flask import Flask
from shop import orders, users

def create_app(config):
    app = Flask(__name__)
    for module in [users, orders]:
        app.register_blueprint(module.make_blueprint(config))
    return app

//- shop/__init__.py
//- shop/users.py
from flask import Blueprint

def make_blueprint(config):
    view = Blueprint("users", __name__)

    @view.route("/users")
    def all_users(): ...

    return view

//- shop/orders.py
from flask import Blueprint

def make_blueprint(config):
    view = Blueprint("orders", __name__)

    @view.route("/orders")
    def all_orders(): ...

    return view
"#,
        &["/orders GET all_orders", "/users GET all_users"],
    );
}
