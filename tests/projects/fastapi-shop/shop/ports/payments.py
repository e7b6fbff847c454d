from typing import Protocol
from uuid import UUID

from shop.domain.money import Money


class PaymentGateway(Protocol):
    """Charges customers; raises `PaymentGatewayError` when the provider does not accept."""

    async def charge(self, order_id: UUID, amount: Money) -> str: ...
