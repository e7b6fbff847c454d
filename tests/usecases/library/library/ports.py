from typing import Protocol

from .domain import Copy, Reader


class Copies(Protocol):
    def get(self, barcode: str) -> Copy | None: ...

    def save(self, copy: Copy) -> None: ...


class Readers(Protocol):
    def get(self, reader_id: int) -> Reader | None: ...

    def save(self, reader: Reader) -> None: ...
