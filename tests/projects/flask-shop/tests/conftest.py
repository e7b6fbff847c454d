import pytest

from shop import create_app
from shop.extensions import db


@pytest.fixture
def app():
    app = create_app({"TESTING": True, "SECRET_KEY": "a-secret-for-tests-that-is-long-enough"})
    with app.app_context():
        db.create_all()
        yield app


@pytest.fixture
def client(app):
    return app.test_client()
