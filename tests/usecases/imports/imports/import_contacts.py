from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

MAX_ERRORS = 3


@dataclass(frozen=True)
class Row:
    line: int
    name: str
    email: str


@dataclass(frozen=True)
class Contact:
    name: str
    email: str


@dataclass
class ImportReport:
    created: int = 0
    skipped: int = 0
    errors: list[int] = field(default_factory=list)


class ImportAborted(Exception):
    def __init__(self, line: int) -> None:
        super().__init__(f"too many errors, stopped at line {line}")
        self.line = line


class ContactRepository(Protocol):
    async def exists(self, email: str) -> bool: ...

    async def insert(self, contact: Contact) -> None: ...


async def import_contacts(rows: Iterable[Row], contacts: ContactRepository) -> ImportReport:
    """Creates the contacts that are new; gives up at the third bad row."""
    report = ImportReport()
    for row in rows:
        if "@" not in row.email:
            report.errors.append(row.line)
            if len(report.errors) >= MAX_ERRORS:
                raise ImportAborted(row.line)
            continue
        email = row.email.lower()
        if await contacts.exists(email):
            report.skipped += 1
            continue
        await contacts.insert(Contact(row.name, email))
        report.created += 1
    return report
