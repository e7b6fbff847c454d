import pytest

from shop.domain.email_address import EmailAddress
from shop.domain.errors import EmailTakenError, InvalidEmailError
from shop.domain.user import User
from shop.use_cases.users.register_user import register_user
from tests.conftest import NOW
from tests.fakes import InMemoryUsers, ReversingHasher


async def test_register_user_stores_the_hash() -> None:
    users = InMemoryUsers()

    user = await register_user(
        " Ada@Example.com ", " Ada ", "long enough 12", users, ReversingHasher(), lambda: NOW
    )

    assert user.email == EmailAddress("ada@example.com")
    assert user.name == "Ada"
    assert user.password_hash == "21 hguone gnol"
    assert user.registered_at == NOW
    assert users.by_id == {user.id: user}


async def test_register_user_rejects_a_taken_email(ada: User) -> None:
    with pytest.raises(EmailTakenError):
        await register_user(
            "ada@example.com",
            "Ada",
            "long enough 12",
            InMemoryUsers(ada),
            ReversingHasher(),
            lambda: NOW,
        )


async def test_register_user_rejects_what_is_no_email() -> None:
    with pytest.raises(InvalidEmailError):
        await register_user(
            "ada", "Ada", "long enough 12", InMemoryUsers(), ReversingHasher(), lambda: NOW
        )
