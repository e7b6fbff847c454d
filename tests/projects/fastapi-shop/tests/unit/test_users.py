from uuid import UUID

import pytest

from shop.domain.errors import EmailTakenError, InvalidEmailError, UserNotFoundError
from shop.domain.user import Role, User
from shop.use_cases.users.create_staff_user import create_staff_user
from shop.use_cases.users.get_profile import get_profile
from tests.conftest import NOW
from tests.fakes import InMemoryUsers


async def test_get_profile(ada: User) -> None:
    assert await get_profile(ada.id, InMemoryUsers(ada)) is ada


async def test_get_profile_of_nobody() -> None:
    with pytest.raises(UserNotFoundError):
        await get_profile(UUID(int=99), InMemoryUsers())


async def test_create_staff_user() -> None:
    users = InMemoryUsers()

    user = await create_staff_user("bob@example.com", "Bob", "s" * 12, users, lambda: NOW)

    assert user.role is Role.STAFF
    assert users.by_id == {user.id: user}


async def test_create_staff_user_rejects_a_taken_email(ada: User) -> None:
    with pytest.raises(EmailTakenError):
        await create_staff_user("ada@example.com", "Ada", "s" * 12, InMemoryUsers(ada), lambda: NOW)


async def test_create_staff_user_rejects_what_is_no_email() -> None:
    with pytest.raises(InvalidEmailError):
        await create_staff_user("ada", "Ada", "s" * 12, InMemoryUsers(), lambda: NOW)
