from uuid import UUID

from shop.domain.errors import UserNotFoundError
from shop.domain.user import User
from shop.ports.users import UserRepository


async def get_profile(user_id: UUID, users: UserRepository) -> User:
    user = await users.get(user_id)
    if user is None:
        raise UserNotFoundError(str(user_id))
    return user
