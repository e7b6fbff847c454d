from typing import Protocol

from fleet.domain import Trip


class TripLog(Protocol):
    async def open(self, trip: Trip) -> int: ...
