from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import IntEnum


class Level(IntEnum):
    INFO = 10
    WARNING = 20
    CRITICAL = 30


@dataclass(frozen=True)
class Reading:
    sensor: str
    celsius: float


@dataclass(frozen=True)
class Alert:
    sensor: str
    level: Level
    celsius: float


ReadSensor = Callable[[str], Awaitable[Reading | None]]
Publish = Callable[[str, Alert], Awaitable[None]]
CallOut = Callable[[Alert], None]
