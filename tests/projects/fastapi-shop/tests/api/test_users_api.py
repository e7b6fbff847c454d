import httpx


async def test_register_and_show_the_account(
    client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    answer = await client.get("/api/v1/users/me", headers=headers)

    assert answer.status_code == 200
    assert answer.json()["email"] == "ada@example.com"


async def test_register_twice(client: httpx.AsyncClient) -> None:
    account = {"email": "bob@example.com", "name": "Bob", "password": "correct horse battery"}

    assert (await client.post("/api/v1/users", json=account)).status_code == 201
    assert (await client.post("/api/v1/users", json=account)).status_code == 409


async def test_login_with_a_wrong_password(
    client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    answer = await client.post(
        "/api/v1/auth/login", json={"email": "ada@example.com", "password": "wrong"}
    )

    assert answer.status_code == 401


async def test_staff_accounts_are_made_by_staff(
    client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    account = {"email": "eve@example.com", "name": "Eve", "password": "correct horse battery"}

    answer = await client.post("/api/v1/users/staff", json=account, headers=headers)

    assert answer.status_code == 403
