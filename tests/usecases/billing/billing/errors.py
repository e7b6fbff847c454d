class BillingError(Exception):
    code = "billing"


class InvoiceMissing(BillingError):
    code = "invoice_missing"


class InvoiceClosed(BillingError):
    code = "invoice_closed"


class Overpaid(BillingError):
    code = "overpaid"

    def __init__(self, number: str, too_much: object) -> None:
        super().__init__(f"{number}: {too_much} too much")
        self.number = number
        self.too_much = too_much
