from app.users.entities import User
from app.users.errors import UserAlreadyExistsError
from app.users.ports import UserRepository


async def create_user(
    email: str,
    password: str,
    user_repo: UserRepository
) -> User:
    existing = await user_repo.find_by_email(email)
    if existing:
        raise UserAlreadyExistsError(f"User {email} already exists")
    return await user_repo.create(User(email=email, password=hash(password)))
