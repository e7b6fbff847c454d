import pytest
from rest_framework.test import APIClient


@pytest.fixture
def client(db):
    return APIClient()


def test_health(client):
    response = client.get("/health/")
    assert response.status_code == 200


def test_orders_need_an_account(client):
    response = client.get("/api/v1/orders/")
    assert response.status_code == 403


def test_products_are_open(client):
    response = client.get("/api/v1/products/")
    assert response.status_code == 200
