from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum


class InvoiceState(Enum):
    DRAFT = "draft"
    OPEN = "open"
    PAID = "paid"
    VOID = "void"


@dataclass
class Invoice:
    number: str
    customer_id: int
    amount: Decimal
    due_on: date
    paid: Decimal = Decimal("0")
    state: InvoiceState = InvoiceState.DRAFT

    @property
    def outstanding(self) -> Decimal:
        return self.amount - self.paid
