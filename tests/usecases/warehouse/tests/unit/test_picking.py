from uuid import UUID

from warehouse.domain.picking import PickLine, PickList


def test_a_list_is_complete_when_every_line_is() -> None:
    pick_list = PickList(UUID(int=1), [PickLine("A", 2, 2), PickLine("B", 1)])
    assert not pick_list.is_complete()

    pick_list.lines[1].picked = 1

    assert pick_list.is_complete()
