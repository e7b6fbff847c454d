import time
from uuid import UUID

import httpx

from shop.domain.errors import PaymentGatewayError
from shop.domain.money import Money
from shop.ports.payments import PaymentGateway

ATTEMPTS = 3
PAUSE_SECONDS = 0.2


class HttpPaymentGateway(PaymentGateway):
    """Speaks to the payment provider; one idempotency key an order."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def charge(self, order_id: UUID, amount: Money) -> str:
        response = await self._post(order_id, amount)
        if response.status_code == httpx.codes.PAYMENT_REQUIRED:
            raise PaymentGatewayError("declined")
        body = response.json()
        try:
            return str(body["reference"])
        except KeyError:
            raise PaymentGatewayError("answer without a reference")

    async def _post(self, order_id: UUID, amount: Money) -> httpx.Response:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return await self._client.post(
                    "/charges",
                    json={"amount": str(amount.amount), "currency": amount.currency},
                    headers={"Idempotency-Key": str(order_id)},
                    timeout=5.0,
                )
            except httpx.TransportError as exc:
                if attempt == ATTEMPTS:
                    raise PaymentGatewayError("provider not reachable") from exc
                time.sleep(PAUSE_SECONDS * attempt)
        raise AssertionError("the last attempt returns or raises")
