from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class BookingError(Exception):
    """Base of what the booking desk refuses."""


class RoomNotFound(BookingError):
    pass


class RoomTooSmall(BookingError):
    pass


class RoomTaken(BookingError):
    pass


@dataclass(frozen=True)
class Room:
    id: str
    seats: int


@dataclass(frozen=True)
class Booking:
    room_id: str
    booked_by: str
    starts_at: datetime
    ends_at: datetime
    guests: int


class Rooms(Protocol):
    async def find(self, room_id: str) -> Room | None: ...


class Bookings(Protocol):
    async def overlapping(self, room_id: str, starts_at: datetime, ends_at: datetime) -> list[Booking]: ...

    async def add(self, booking: Booking) -> None: ...
