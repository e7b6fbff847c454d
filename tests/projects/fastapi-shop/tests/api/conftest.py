from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from pydantic import SecretStr

from shop.api.dependencies import get_hasher, get_notifier, get_payments
from shop.main import create_app
from shop.settings import Settings, get_settings
from tests.fakes import FakePayments, RecordingNotifier, ReversingHasher


@pytest.fixture
def app() -> FastAPI:
    settings = Settings(
        database_url="sqlite+aiosqlite://",
        jwt_secret=SecretStr("k" * 32),
        payment_api_key=SecretStr("p" * 8),
    )
    app = create_app(settings)
    app.dependency_overrides = {
        get_settings: lambda: settings,
        get_hasher: lambda: ReversingHasher(),
        get_payments: lambda: FakePayments(),
        get_notifier: lambda: RecordingNotifier(),
    }
    return app


@pytest_asyncio.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    await app.state.database.create_tables()
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://shop") as client:
        yield client
    await app.state.database.dispose()


@pytest_asyncio.fixture
async def headers(client: httpx.AsyncClient) -> dict[str, str]:
    account = {"email": "ada@example.com", "name": "Ada", "password": "correct horse battery"}
    await client.post("/api/v1/users", json=account)
    answer = await client.post("/api/v1/auth/login", json=account)
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}
