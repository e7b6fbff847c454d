from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

LOAN_PERIOD = timedelta(weeks=3)
MAX_LOANS = 4


@dataclass
class Copy:
    barcode: str
    title: str
    lent_to: int | None = None
    due_on: date | None = None


@dataclass
class Reader:
    id: int
    name: str
    loans: list[str] = field(default_factory=list)
    fees_cents: int = 0


class LendingError(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
