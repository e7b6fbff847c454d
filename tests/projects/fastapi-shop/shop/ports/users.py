from typing import Protocol
from uuid import UUID

from shop.domain.email_address import EmailAddress
from shop.domain.user import User


class UserRepository(Protocol):
    async def get(self, user_id: UUID) -> User | None: ...

    async def find_by_email(self, email: EmailAddress) -> User | None: ...

    async def add(self, user: User) -> User: ...


class PasswordHasher(Protocol):
    def hash(self, password: str) -> str: ...

    def verify(self, password: str, password_hash: str) -> bool: ...


class TokenIssuer(Protocol):
    def issue(self, user: User) -> str: ...
