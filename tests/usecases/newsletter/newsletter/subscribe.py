from dataclasses import dataclass
from typing import Protocol, TypedDict

BLOCKED_DOMAINS = frozenset({"mailinator.com", "trash-mail.com"})


@dataclass(frozen=True)
class Subscriber:
    email: str
    first_name: str
    topics: tuple[str, ...]
    confirmed: bool = False


class InvalidEmail(ValueError):
    pass


class DomainBlocked(ValueError):
    pass


class AlreadySubscribed(Exception):
    pass


class Welcome(TypedDict):
    to: str
    name: str


class SubscriberRepository(Protocol):
    async def find(self, email: str) -> Subscriber | None: ...

    async def add(self, subscriber: Subscriber) -> Subscriber: ...


class Mailer(Protocol):
    async def send_welcome(self, mail: Welcome) -> None: ...


async def subscribe(
    email: str,
    first_name: str,
    repository: SubscriberRepository,
    mailer: Mailer,
    topics: tuple[str, ...] = ("news",),
) -> Subscriber:
    email = email.strip().lower()
    if "@" not in email:
        raise InvalidEmail(email)
    if email.split("@")[1] in BLOCKED_DOMAINS:
        raise DomainBlocked(email)
    existing = await repository.find(email)
    if existing is not None and existing.confirmed:
        raise AlreadySubscribed(email)
    if existing is not None:
        await mailer.send_welcome({"to": email, "name": existing.first_name})
        return existing
    subscriber = await repository.add(Subscriber(email, first_name.strip().title(), topics))
    await mailer.send_welcome({"to": subscriber.email, "name": subscriber.first_name})
    return subscriber
