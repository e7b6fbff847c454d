from dataclasses import dataclass
from typing import Protocol


@dataclass
class User:
    email: str
    password: str


class UserAlreadyExistsError(Exception):
    pass


class UserRepository(Protocol):
    async def find_by_email(self, email: str) -> User | None: ...

    async def create(self, user: User) -> User: ...


async def create_user(email: str, password: str, user_repo: UserRepository) -> User:
    existing = await user_repo.find_by_email(email)
    if existing:
        raise UserAlreadyExistsError(f"User {email} already exists")
    return await user_repo.create(User(email=email, password=password[::-1]))
