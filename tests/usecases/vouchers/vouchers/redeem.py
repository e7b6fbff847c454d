from decimal import Decimal
from typing import Protocol

from vouchers.model import Voucher, VoucherCode


class VoucherNotFound(LookupError):
    pass


class VoucherUsedUp(Exception):
    pass


class BasketTooSmall(Exception):
    def __init__(self, minimum: Decimal) -> None:
        super().__init__(f"from {minimum} on")
        self.minimum = minimum


class VoucherBook(Protocol):
    def look_up(self, code: VoucherCode) -> Voucher | None: ...

    def count_use(self, code: VoucherCode) -> None: ...


def redeem_voucher(text: str, basket: Decimal, book: VoucherBook) -> Decimal:
    """What is left to pay of a basket once the voucher is applied."""
    code = VoucherCode(text.strip().upper())
    voucher = book.look_up(code)
    if voucher is None:
        raise VoucherNotFound(code.text)
    if voucher.uses_left < 1:
        raise VoucherUsedUp(code.text)
    if basket < voucher.minimum:
        raise BasketTooSmall(voucher.minimum)
    book.count_use(code)
    return basket - voucher.discount.of(basket)
