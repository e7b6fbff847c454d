from dataclasses import dataclass, field
from typing import Protocol

MAX_LENGTH = 500


@dataclass
class Channel:
    name: str
    members: set[str] = field(default_factory=set)
    read_only: bool = False


@dataclass(frozen=True)
class Message:
    channel: str
    author: str
    text: str


class ChannelNotFound(LookupError):
    pass


class NotAMember(PermissionError):
    pass


class ChannelReadOnly(PermissionError):
    pass


class MessageRejected(ValueError):
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Channels(Protocol):
    async def by_name(self, name: str) -> Channel | None: ...


class Outbox(Protocol):
    async def publish(self, message: Message) -> None: ...


class PostMessage:
    def __init__(self, channels: Channels, outbox: Outbox) -> None:
        self.channels = channels
        self.outbox = outbox

    async def run(self, channel_name: str, author: str, text: str) -> Message:
        channel = await self.channels.by_name(channel_name)
        if not channel:
            raise ChannelNotFound(channel_name)
        if author not in channel.members:
            raise NotAMember(author)
        if channel.read_only:
            raise ChannelReadOnly(channel_name)
        text = text.strip()
        if not text:
            raise MessageRejected("empty")
        if len(text) > MAX_LENGTH:
            raise MessageRejected("too long")
        message = Message(channel=channel.name, author=author, text=text)
        await self.outbox.publish(message)
        return message
