from typing import Protocol

from app.users.entities import User


class UserRepository(Protocol):
    async def find_by_email(self, email: str) -> User | None: ...

    async def create(self, user: User) -> User: ...
