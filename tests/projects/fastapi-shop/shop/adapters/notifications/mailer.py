import logging

import httpx

from shop.domain.order import Order
from shop.ports.orders import OrderNotifier

logger = logging.getLogger(__name__)


class HttpMailer(OrderNotifier):
    """Hands mails to the mail service; an order never fails because of a mail."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def order_placed(self, order: Order) -> None:
        await self._send("order-placed", order)

    async def order_shipped(self, order: Order) -> None:
        await self._send("order-shipped", order)

    async def _send(self, template: str, order: Order) -> None:
        body = {"template": template, "customer": str(order.customer_id), "order": str(order.id)}
        try:
            response = await self._client.post("/mails", json=body, timeout=3.0)
            response.raise_for_status()
        except:
            logger.exception("mail %s for order %s was not sent", template, order.id)
