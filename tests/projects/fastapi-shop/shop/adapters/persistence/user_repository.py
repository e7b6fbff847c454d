from datetime import UTC
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from shop.adapters.persistence.models import UserModel
from shop.domain.email_address import EmailAddress
from shop.domain.errors import EmailTakenError
from shop.domain.user import Role, User
from shop.ports.users import UserRepository


class SqlUserRepository(UserRepository):
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, user_id: UUID) -> User | None:
        row = await self._session.get(UserModel, user_id)
        return _to_user(row) if row else None

    async def find_by_email(self, email: EmailAddress) -> User | None:
        row = await self._session.scalar(select(UserModel).where(UserModel.email == str(email)))
        return _to_user(row) if row else None

    async def add(self, user: User) -> User:
        self._session.add(
            UserModel(
                id=user.id,
                email=str(user.email),
                name=user.name,
                password_hash=user.password_hash,
                role=user.role.value,
                registered_at=user.registered_at,
            )
        )
        try:
            await self._session.flush()
        except IntegrityError as exc:
            raise EmailTakenError(str(user.email)) from exc
        return user


def _to_user(row: UserModel) -> User:
    return User(
        id=row.id,
        email=EmailAddress(row.email),
        name=row.name,
        password_hash=row.password_hash,
        registered_at=row.registered_at.replace(tzinfo=UTC),
        role=Role(row.role),
    )
