"""Leaving the garage: pays, opens the barrier, frees the space."""

import logging
import math
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

logger = logging.getLogger(__name__)

FREE_MINUTES = 15
CENTS_AN_HOUR = 250
DAY_MAXIMUM_CENTS = 1_800


@dataclass
class Ticket:
    code: str
    entered_at: datetime
    space: int
    paid_cents: int = 0
    used: bool = False


class TicketUnknown(Exception):
    pass


class TicketUsed(Exception):
    pass


class PaymentMissing(Exception):
    def __init__(self, cents: int) -> None:
        super().__init__(f"{cents} cents to pay")
        self.cents = cents


class Tickets(Protocol):
    async def read(self, code: str) -> Ticket | None: ...

    async def mark_used(self, code: str) -> None: ...


class Barrier(Protocol):
    def open(self) -> None: ...


class Spaces(Protocol):
    async def release(self, space: int) -> int: ...


def fee_cents(minutes: int) -> int:
    if minutes <= FREE_MINUTES:
        return 0
    return min(math.ceil(minutes / 60) * CENTS_AN_HOUR, DAY_MAXIMUM_CENTS)


async def leave_garage(code: str, now: datetime, *, tickets: Tickets, barrier: Barrier, spaces: Spaces) -> int:
    ticket = await tickets.read(code)
    if ticket is None:
        raise TicketUnknown(code)
    if ticket.used:
        raise TicketUsed(code)
    minutes = int((now - ticket.entered_at).total_seconds() // 60)
    missing = fee_cents(minutes) - ticket.paid_cents
    if missing > 0:
        raise PaymentMissing(missing)
    await tickets.mark_used(code)
    barrier.open()
    free = await spaces.release(ticket.space)
    logger.info("space %d is free, %d in all", ticket.space, free)
    return free
