from werkzeug.security import generate_password_hash

from shop.errors import EmailTakenError
from shop.models import User
from shop.repositories.users import UserRepository


class RegisterUser:
    def __init__(self, users: UserRepository) -> None:
        self._users = users

    def execute(self, email: str, password: str) -> User:
        if self._users.find_by_email(email) is not None:
            raise EmailTakenError(email)
        user = User(email=email, password_hash=generate_password_hash(password))
        self._users.add(user)
        return user
