import abc
from uuid import UUID

from warehouse.domain.picking import PickList


class PickListRepository(abc.ABC):
    @abc.abstractmethod
    async def by_id(self, pick_list_id: UUID) -> PickList | None:
        """The list, or None."""

    @abc.abstractmethod
    async def save(self, pick_list: PickList) -> None:
        """Keeps the list as it is now."""


class EventBus(abc.ABC):
    @abc.abstractmethod
    async def emit(self, name: str, pick_list_id: UUID) -> None:
        """Tells the rest of the company."""
