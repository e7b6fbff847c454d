from unittest.mock import AsyncMock

import pytest

from app.users import User, UserAlreadyExistsError, UserRepository, create_user


@pytest.fixture
def user_repo() -> AsyncMock:
    double = AsyncMock(spec=UserRepository)
    double.find_by_email.return_value = None
    double.create.side_effect = lambda user: user
    return double


async def test_create_user_returns_the_user(user_repo: AsyncMock) -> None:
    result = await create_user("ada@example.com", "password-1", user_repo)

    assert result == User(email="ada@example.com", password="1-drowssap")
    user_repo.create.assert_awaited_once_with(User(email="ada@example.com", password="1-drowssap"))


async def test_create_user_raises_user_already_exists_error(user_repo: AsyncMock) -> None:
    user_repo.find_by_email.side_effect = {
        "ada@example.com": User(email="ada@example.com", password="password-1"),
    }.get

    with pytest.raises(UserAlreadyExistsError, match=r"^User ada@example\.com already exists$"):
        await create_user("ada@example.com", "password-1", user_repo)

    user_repo.create.assert_not_awaited()
