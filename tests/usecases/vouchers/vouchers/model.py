from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

CODE = re.compile(r"[A-Z0-9]{4}-[A-Z0-9]{4}")


class InvalidVoucherCode(ValueError):
    pass


class InvalidPercentage(ValueError):
    pass


@dataclass(frozen=True)
class VoucherCode:
    text: str

    def __post_init__(self) -> None:
        if not CODE.fullmatch(self.text):
            raise InvalidVoucherCode(self.text)


@dataclass(frozen=True)
class Percentage:
    value: int

    def __post_init__(self) -> None:
        if not 1 <= self.value <= 100:
            raise InvalidPercentage(f"{self.value} %")

    def of(self, amount: Decimal) -> Decimal:
        return amount * self.value / 100


@dataclass(frozen=True)
class Voucher:
    code: VoucherCode
    discount: Percentage
    minimum: Decimal = Decimal(0)
    uses_left: int = 1
