from typing import Protocol

from argon2 import PasswordHasher


class UserRepository(Protocol):
    async def create(self, email: str, password: str) -> object: ...


class UserCreateError(Exception):
    """Raised when `create_user` fails."""


async def create_user(email: str, password: str, user_repo: UserRepository) -> object:
    try:
        return await user_repo.create(email, PasswordHasher().hash(password))
    except Exception as exc:
        raise UserCreateError("create user failed") from exc
