from dataclasses import dataclass


class StockError(Exception):
    pass


class UnknownStock(StockError):
    pass


class NotEnoughStock(StockError):
    def __init__(self, sku: str, missing: int) -> None:
        super().__init__(f"{missing} of {sku} missing")
        self.sku = sku
        self.missing = missing


@dataclass
class StockItem:
    sku: str
    warehouse: str
    quantity: int


@dataclass(frozen=True)
class Movement:
    sku: str
    source: str
    target: str
    quantity: int
