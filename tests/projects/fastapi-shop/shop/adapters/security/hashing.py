import hashlib
import hmac

from argon2 import PasswordHasher as Argon2
from argon2.exceptions import VerifyMismatchError

from shop.ports.users import PasswordHasher

LEGACY_PREFIX = "legacy$"


class Argon2PasswordHasher(PasswordHasher):
    def __init__(self) -> None:
        self._argon2 = Argon2()

    def hash(self, password: str) -> str:
        return self._argon2.hash(password)

    def verify(self, password: str, password_hash: str) -> bool:
        if password_hash.startswith(LEGACY_PREFIX):
            return hmac.compare_digest(legacy_digest(password), password_hash)
        try:
            return self._argon2.verify(password_hash, password)
        except VerifyMismatchError:
            return False


def legacy_digest(password: str) -> str:
    """What the shop stored before 2021."""
    return LEGACY_PREFIX + hashlib.sha256(password.encode()).hexdigest()
