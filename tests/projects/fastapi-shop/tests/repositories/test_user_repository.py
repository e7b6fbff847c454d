from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from shop.adapters.persistence.user_repository import SqlUserRepository
from shop.domain.email_address import EmailAddress
from shop.domain.errors import EmailTakenError
from shop.domain.user import User


async def test_user_comes_back_as_it_was(session: AsyncSession, ada: User) -> None:
    users = SqlUserRepository(session)
    await users.add(ada)

    assert await users.get(ada.id) == ada
    assert await users.find_by_email(ada.email) == ada


async def test_find_by_email_of_nobody(session: AsyncSession) -> None:
    assert await SqlUserRepository(session).find_by_email(EmailAddress("bob@example.com")) is None


async def test_add_keeps_emails_unique(session: AsyncSession, ada: User) -> None:
    users = SqlUserRepository(session)
    await users.add(ada)

    with pytest.raises(EmailTakenError):
        await users.add(replace(ada, id=UUID(int=2)))
    await session.rollback()
