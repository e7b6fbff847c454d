from datetime import date

from ..domain import LendingError
from ..ports import Copies, Readers

FEE_CENTS_A_DAY = 20


def return_copy(barcode: str, today: date, *, copies: Copies, readers: Readers) -> int:
    """Takes a copy back and answers the fee in cents."""
    copy = copies.get(barcode)
    if copy is None or copy.lent_to is None or copy.due_on is None:
        raise LendingError("not_lent")
    reader = readers.get(copy.lent_to)
    if reader is None:
        raise LendingError("reader_unknown")
    fee = 0
    if today > copy.due_on:
        fee = (today - copy.due_on).days * FEE_CENTS_A_DAY
        reader.fees_cents += fee
    reader.loans.remove(barcode)
    readers.save(reader)
    copy.lent_to = None
    copy.due_on = None
    copies.save(copy)
    return fee
