def test_health(client):
    response = client.get("/health")
    assert response.status_code == 200


def test_register(client):
    response = client.post("/api/users/", json={"email": "ada@example.com", "password": "secret"})
    assert response.status_code == 201


def test_orders_need_a_token(client):
    response = client.get("/api/orders/")
    assert response.status_code == 401
