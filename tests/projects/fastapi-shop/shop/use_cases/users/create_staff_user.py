from uuid import uuid4

from shop.domain.email_address import EmailAddress
from shop.domain.errors import EmailTakenError
from shop.domain.user import Role, User
from shop.ports.clock import Clock
from shop.ports.users import UserRepository


async def create_staff_user(
    email: str,
    name: str,
    password: str,
    users: UserRepository,
    clock: Clock,
) -> User:
    address = EmailAddress.parse(email)
    if await users.find_by_email(address) is not None:
        raise EmailTakenError(str(address))
    return await users.add(
        User(
            id=uuid4(),
            email=address,
            name=name,
            password_hash=password,
            registered_at=clock(),
            role=Role.STAFF,
        )
    )
