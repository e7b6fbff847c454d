import pytest

from shop.domain.errors import InvalidCredentialsError
from shop.domain.user import User
from shop.use_cases.users.authenticate_user import AuthenticateUser
from tests.fakes import FakeTokens, InMemoryUsers, ReversingHasher


@pytest.fixture
def authenticate(ada: User) -> AuthenticateUser:
    return AuthenticateUser(InMemoryUsers(ada), ReversingHasher(), FakeTokens())


async def test_authenticate_gives_a_token(authenticate: AuthenticateUser) -> None:
    assert await authenticate.execute("ADA@example.com", "correct horse battery") == "token-of-Ada"


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("ada@example.com", "wrong"),
        ("bob@example.com", "correct horse battery"),
        ("no e-mail", "correct horse battery"),
    ],
)
async def test_authenticate_rejects(
    authenticate: AuthenticateUser, email: str, password: str
) -> None:
    with pytest.raises(InvalidCredentialsError):
        await authenticate.execute(email, password)
