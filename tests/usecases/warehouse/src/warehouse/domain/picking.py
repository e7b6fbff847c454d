from dataclasses import dataclass, field
from enum import Enum
from uuid import UUID


class PickState(Enum):
    OPEN = 1
    STARTED = 2
    DONE = 3


@dataclass(slots=True)
class PickLine:
    sku: str
    wanted: int
    picked: int = 0


@dataclass(slots=True)
class PickList:
    id: UUID
    lines: list[PickLine]
    picker: str | None = None
    state: PickState = PickState.OPEN
    notes: dict[str, str] = field(default_factory=dict)

    def line(self, sku: str) -> PickLine | None:
        return next((line for line in self.lines if line.sku == sku), None)

    def is_complete(self) -> bool:
        return all(line.picked == line.wanted for line in self.lines)


class PickingError(Exception):
    pass


class PickListUnknown(PickingError):
    pass


class WrongPicker(PickingError):
    pass


class NotOnTheList(PickingError):
    pass


class PickedTooMany(PickingError):
    pass
