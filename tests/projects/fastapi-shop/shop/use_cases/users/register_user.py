from uuid import uuid4

from shop.domain.email_address import EmailAddress
from shop.domain.errors import EmailTakenError, WeakPasswordError
from shop.domain.user import User
from shop.ports.clock import Clock
from shop.ports.users import PasswordHasher, UserRepository

MIN_PASSWORD_LENGTH = 12


async def register_user(
    email: str,
    name: str,
    password: str,
    users: UserRepository,
    hasher: PasswordHasher,
    clock: Clock,
) -> User:
    address = EmailAddress.parse(email)
    if len(password) < MIN_PASSWORD_LENGTH:
        raise WeakPasswordError(f"at least {MIN_PASSWORD_LENGTH} characters")
    if await users.find_by_email(address) is not None:
        raise EmailTakenError(str(address))
    user = User(
        id=uuid4(),
        email=address,
        name=name.strip(),
        password_hash=hasher.hash(password),
        registered_at=clock(),
    )
    return await users.add(user)
