from shop.domain.entities import User
from shop.domain.errors import UserNotCreatedError
from shop.domain.repositories import UserRepository
from shop.security import hash_password


async def create_user(email: str, password: str, user_repo: UserRepository) -> User:
    try:
        return await user_repo.create(email, hash_password(password))
    except Exception as exc:
        raise UserNotCreatedError("create user failed") from exc
