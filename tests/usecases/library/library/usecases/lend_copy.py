from datetime import date

from ..domain import LOAN_PERIOD, MAX_LOANS, LendingError
from ..ports import Copies, Readers


class LendCopy:
    def __init__(self, *, copies: Copies, readers: Readers) -> None:
        self.copies = copies
        self.readers = readers

    def execute(self, barcode: str, reader_id: int, today: date) -> date:
        copy = self.copies.get(barcode)
        if copy is None:
            raise LendingError("copy_unknown")
        if copy.lent_to is not None:
            raise LendingError("copy_lent")
        reader = self.readers.get(reader_id)
        if reader is None:
            raise LendingError("reader_unknown")
        if reader.fees_cents > 0:
            raise LendingError("fees_open")
        if len(reader.loans) >= MAX_LOANS:
            raise LendingError("too_many_loans")
        copy.lent_to = reader.id
        copy.due_on = today + LOAN_PERIOD
        reader.loans.append(copy.barcode)
        self.copies.save(copy)
        self.readers.save(reader)
        return copy.due_on
