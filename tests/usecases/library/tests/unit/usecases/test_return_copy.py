from datetime import date
from unittest.mock import Mock

import pytest

from library.domain import Copy, LendingError, Reader
from library.ports import Copies, Readers
from library.usecases.return_copy import return_copy

TODAY = date(2026, 4, 20)


def make_copies(copy: Copy | None) -> Mock:
    copies = Mock(spec=Copies)
    copies.get.return_value = copy
    return copies


def make_readers(reader: Reader | None) -> Mock:
    readers = Mock(spec=Readers)
    readers.get.return_value = reader
    return readers


class TestReturnCopy:
    def test_in_time(self) -> None:
        reader = Reader(1, "Ada", ["b-1"])
        copy = Copy("b-1", "Notes", 1, TODAY)

        fee = return_copy("b-1", TODAY, copies=make_copies(copy), readers=make_readers(reader))

        assert fee == 0
        assert reader == Reader(1, "Ada", [])
        assert copy == Copy("b-1", "Notes")

    def test_two_days_late(self) -> None:
        reader = Reader(1, "Ada", ["b-1"])
        copy = Copy("b-1", "Notes", 1, date(2026, 4, 18))

        assert return_copy("b-1", TODAY, copies=make_copies(copy), readers=make_readers(reader)) == 40
        assert reader.fees_cents == 40

    def test_not_lent(self) -> None:
        with pytest.raises(LendingError) as caught:
            return_copy("b-1", TODAY, copies=make_copies(None), readers=make_readers(None))

        assert caught.value.code == "not_lent"
