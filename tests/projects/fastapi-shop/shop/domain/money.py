from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from shop.domain.errors import InvalidMoneyError

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Money:
    amount: Decimal
    currency: str = "EUR"

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise InvalidMoneyError(f"{self.amount} is negative")
        if len(self.currency) != 3:
            raise InvalidMoneyError(f"{self.currency!r} is no currency")

    def times(self, quantity: int) -> "Money":
        return Money((self.amount * quantity).quantize(CENT, ROUND_HALF_UP), self.currency)

    def plus(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise InvalidMoneyError(f"cannot add {other.currency} to {self.currency}")
        return Money(self.amount + other.amount, self.currency)
