from flask import Flask

from shop.errors import register_error_handlers
from shop.extensions import db, rest


def create_app(config: dict | None = None) -> Flask:
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
    app.config.update(config or {})
    db.init_app(app)
    register_blueprints(app)
    register_error_handlers(app)

    @app.get("/health")
    def health():
        return {"status": "ok"}

    return app


def register_blueprints(app: Flask) -> None:
    from shop.api import catalogue, orders, reports, users

    for blueprint in (users.bp, catalogue.bp):
        app.register_blueprint(blueprint)
    app.register_blueprint(orders.bp, url_prefix="/api/orders")
    app.register_blueprint(reports.bp)
    rest.init_app(app)
