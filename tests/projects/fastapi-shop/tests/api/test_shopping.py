import httpx


async def test_basket_must_not_be_empty(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    answer = await client.post("/api/v1/orders", json={"quantities": {}}, headers=headers)

    assert answer.status_code == 422


async def test_orders_need_a_token(client: httpx.AsyncClient) -> None:
    assert (await client.get("/api/v1/orders")).status_code == 401


async def test_no_order_yet(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    answer = await client.get("/api/v1/orders", headers=headers)

    assert answer.json() == []


async def test_search_finds_nothing_in_an_empty_shop(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/products", params={"q": "mug"})

    assert answer.status_code == 200
    assert answer.json() == []


async def test_health(client: httpx.AsyncClient) -> None:
    assert (await client.get("/health")).json() == {"status": "ok"}
