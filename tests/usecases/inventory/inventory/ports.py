from types import TracebackType
from typing import Protocol, Self

from inventory.stock import Movement, StockItem


class StockRepository(Protocol):
    async def get(self, sku: str, warehouse: str) -> StockItem | None: ...

    async def save(self, item: StockItem) -> None: ...


class MovementLog(Protocol):
    async def append(self, movement: Movement) -> None: ...


class UnitOfWork(Protocol):
    stock: StockRepository
    movements: MovementLog

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...

    async def commit(self) -> None: ...
