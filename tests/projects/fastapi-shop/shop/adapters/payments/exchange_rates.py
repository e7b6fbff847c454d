from decimal import Decimal

import httpx

from shop.domain.money import Money


async def convert(money: Money, currency: str, rates_url: str) -> Money:
    """The amount in another currency, at the rate of the day."""
    if money.currency == currency:
        return money
    response = httpx.get(f"{rates_url}/{money.currency}/{currency}", timeout=3.0)
    response.raise_for_status()
    rate = Decimal(response.json()["rate"])
    return Money((money.amount * rate).quantize(Decimal("0.01")), currency)
