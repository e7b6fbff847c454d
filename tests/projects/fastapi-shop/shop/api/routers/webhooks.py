import hashlib
import hmac
import logging
from typing import Annotated

from fastapi import APIRouter, Header, HTTPException, Request, status

from shop.api.schemas.orders import PaymentNotice

logger = logging.getLogger(__name__)
router = APIRouter()

WEBHOOK_SECRET = "whs-4be1d0a97c52"


@router.post("/payments", status_code=status.HTTP_204_NO_CONTENT)
async def payment_notice(request: Request, x_signature: Annotated[str, Header()]) -> None:
    """What the payment provider tells about a payment later on."""
    body = await request.body()
    expected = hmac.new(WEBHOOK_SECRET.encode(), body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, x_signature):
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, "signature does not match")
    notice = PaymentNotice.model_validate_json(body)
    logger.info("payment of order %s: %s", notice.order_id, notice.outcome)
