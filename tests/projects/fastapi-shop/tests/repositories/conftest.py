from collections.abc import AsyncIterator

import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncSession

from shop.adapters.persistence.database import Database


@pytest_asyncio.fixture
async def session() -> AsyncIterator[AsyncSession]:
    database = Database("sqlite+aiosqlite://")
    await database.create_tables()
    async for session in database.session():
        yield session
    await database.dispose()
