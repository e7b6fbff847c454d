from dataclasses import dataclass
from uuid import UUID

from warehouse.domain.picking import (
    NotOnTheList,
    PickedTooMany,
    PickList,
    PickListUnknown,
    PickState,
    WrongPicker,
)
from warehouse.domain.ports import EventBus, PickListRepository


@dataclass(frozen=True, slots=True)
class PickItemCommand:
    pick_list_id: UUID
    picker: str
    sku: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class PickItemHandler:
    repository: PickListRepository
    bus: EventBus

    async def execute(self, command: PickItemCommand) -> PickList:
        pick_list = await self.repository.by_id(command.pick_list_id)
        if pick_list is None:
            raise PickListUnknown(command.pick_list_id)
        if pick_list.picker not in (None, command.picker):
            raise WrongPicker(command.picker)
        line = pick_list.line(command.sku)
        if line is None:
            raise NotOnTheList(command.sku)
        if line.picked + command.count > line.wanted:
            raise PickedTooMany(command.sku)
        line.picked += command.count
        pick_list.picker = command.picker
        pick_list.state = PickState.DONE if pick_list.is_complete() else PickState.STARTED
        await self.repository.save(pick_list)
        if pick_list.state is PickState.DONE:
            await self.bus.emit("picking.done", pick_list.id)
        return pick_list
