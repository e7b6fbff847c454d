from abc import ABC, abstractmethod
from datetime import date, timedelta
from decimal import Decimal

from .errors import InvoiceClosed, InvoiceMissing, Overpaid
from .models import Invoice, InvoiceState

PAYMENT_TERM = timedelta(days=14)


class InvoiceRepository(ABC):
    @abstractmethod
    def next_number(self) -> str: ...

    @abstractmethod
    def get(self, number: str) -> Invoice | None: ...

    @abstractmethod
    def put(self, invoice: Invoice) -> None: ...


class InvoiceService:
    def __init__(self, invoices: InvoiceRepository) -> None:
        self._invoices = invoices

    def issue(self, customer_id: int, amount: Decimal, today: date) -> Invoice:
        if amount <= 0:
            raise ValueError("amount must be positive")
        invoice = Invoice(
            number=self._invoices.next_number(),
            customer_id=customer_id,
            amount=amount,
            due_on=today + PAYMENT_TERM,
            state=InvoiceState.OPEN,
        )
        self._invoices.put(invoice)
        return invoice

    def pay(self, number: str, amount: Decimal) -> Decimal:
        """Books a payment and answers what is still outstanding."""
        invoice = self._open_invoice(number)
        if amount > invoice.outstanding:
            raise Overpaid(number, amount - invoice.outstanding)
        invoice.paid += amount
        if invoice.outstanding == 0:
            invoice.state = InvoiceState.PAID
        self._invoices.put(invoice)
        return invoice.outstanding

    def void(self, number: str) -> None:
        invoice = self._open_invoice(number)
        if invoice.paid > 0:
            raise InvoiceClosed(number)
        invoice.state = InvoiceState.VOID
        self._invoices.put(invoice)

    def is_overdue(self, number: str, today: date) -> bool:
        invoice = self._invoices.get(number)
        if invoice is None:
            raise InvoiceMissing(number)
        return invoice.state is InvoiceState.OPEN and invoice.due_on < today

    def _open_invoice(self, number: str) -> Invoice:
        invoice = self._invoices.get(number)
        if invoice is None:
            raise InvoiceMissing(number)
        if invoice.state is not InvoiceState.OPEN:
            raise InvoiceClosed(number)
        return invoice
