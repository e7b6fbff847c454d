from typing import Protocol

from fleet.domain import Vehicle


class VehicleGateway(Protocol):
    async def by_plate(self, plate: str) -> Vehicle | None: ...

    async def update(self, vehicle: Vehicle) -> None: ...
