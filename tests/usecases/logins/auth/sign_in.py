from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

MAX_FAILURES = 5
LOCK_TIME = timedelta(minutes=15)


@dataclass
class Account:
    id: int
    login: str
    password_hash: str
    failures: int = 0
    locked_until: datetime | None = None


@dataclass(frozen=True)
class Session:
    account_id: int
    started_at: datetime


class WrongCredentials(Exception):
    pass


class AccountLocked(Exception):
    def __init__(self, until: datetime) -> None:
        super().__init__(f"locked until {until:%H:%M}")
        self.until = until


class Accounts(Protocol):
    async def by_login(self, login: str) -> Account | None: ...

    async def save(self, account: Account) -> None: ...


class Hasher(Protocol):
    def matches(self, plain: str, hashed: str) -> bool: ...


class SignIn:
    def __init__(self, accounts: Accounts, hasher: Hasher, now: Callable[[], datetime]) -> None:
        self._accounts = accounts
        self._hasher = hasher
        self._now = now

    async def handle(self, login: str, plain: str) -> Session:
        account = await self._accounts.by_login(login)
        if account is None:
            raise WrongCredentials
        now = self._now()
        if account.locked_until is not None and now < account.locked_until:
            raise AccountLocked(account.locked_until)
        if not self._hasher.matches(plain, account.password_hash):
            account.failures += 1
            if account.failures >= MAX_FAILURES:
                account.locked_until = now + LOCK_TIME
                account.failures = 0
            await self._accounts.save(account)
            raise WrongCredentials
        account.failures = 0
        account.locked_until = None
        await self._accounts.save(account)
        return Session(account.id, now)
