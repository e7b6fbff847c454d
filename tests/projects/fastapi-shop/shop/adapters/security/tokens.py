from datetime import timedelta
from uuid import UUID

import jwt

from shop.domain.errors import InvalidCredentialsError
from shop.domain.user import User
from shop.ports.clock import Clock
from shop.ports.users import TokenIssuer

ALGORITHM = "HS256"


class JwtTokens(TokenIssuer):
    def __init__(self, key: str, lifetime: timedelta, clock: Clock) -> None:
        self._key = key
        self._lifetime = lifetime
        self._clock = clock

    def issue(self, user: User) -> str:
        issued_at = self._clock()
        claims = {"sub": str(user.id), "iat": issued_at, "exp": issued_at + self._lifetime}
        return jwt.encode(claims, self._key, algorithm=ALGORITHM)

    def user_id(self, token: str) -> UUID:
        try:
            claims = jwt.decode(token, self._key, algorithms=[ALGORITHM])
            return UUID(claims["sub"])
        except (jwt.InvalidTokenError, KeyError, ValueError) as exc:
            raise InvalidCredentialsError("token not accepted") from exc
