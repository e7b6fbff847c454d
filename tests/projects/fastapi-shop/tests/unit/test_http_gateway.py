from decimal import Decimal
from uuid import UUID

import httpx
import pytest

from shop.adapters.payments import http_gateway
from shop.adapters.payments.http_gateway import HttpPaymentGateway
from shop.domain.errors import PaymentGatewayError
from shop.domain.money import Money


def gateway(*answers: httpx.Response | Exception) -> HttpPaymentGateway:
    remaining = list(answers)

    def answer(_request: httpx.Request) -> httpx.Response:
        outcome = remaining.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    transport = httpx.MockTransport(answer)
    return HttpPaymentGateway(httpx.AsyncClient(base_url="https://pay.test", transport=transport))


async def test_charge_tries_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_gateway, "PAUSE_SECONDS", 0)
    payments = gateway(httpx.ConnectError("down"), httpx.Response(200, json={"reference": "pay-7"}))

    assert await payments.charge(UUID(int=1), Money(Decimal(5))) == "pay-7"


@pytest.mark.parametrize("answer", [httpx.Response(402), httpx.Response(200, json={})])
async def test_charge_rejects(answer: httpx.Response) -> None:
    with pytest.raises(PaymentGatewayError):
        await gateway(answer).charge(UUID(int=1), Money(Decimal(5)))
