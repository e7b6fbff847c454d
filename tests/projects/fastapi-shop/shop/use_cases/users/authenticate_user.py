from shop.domain.email_address import EmailAddress
from shop.domain.errors import InvalidCredentialsError, InvalidEmailError
from shop.ports.users import PasswordHasher, TokenIssuer, UserRepository


class AuthenticateUser:
    def __init__(self, users: UserRepository, hasher: PasswordHasher, tokens: TokenIssuer) -> None:
        self._users = users
        self._hasher = hasher
        self._tokens = tokens

    async def execute(self, email: str, password: str) -> str:
        try:
            address = EmailAddress.parse(email)
        except InvalidEmailError as exc:
            raise InvalidCredentialsError("unknown e-mail or password") from exc
        user = await self._users.find_by_email(address)
        if user is None or not self._hasher.verify(password, user.password_hash):
            raise InvalidCredentialsError("unknown e-mail or password")
        return self._tokens.issue(user)
