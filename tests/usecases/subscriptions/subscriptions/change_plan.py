from decimal import Decimal
from typing import Protocol

from subscriptions.plans import Interval, Plan, Subscription


class SubscriptionNotFound(Exception):
    pass


class SubscriptionEnded(Exception):
    pass


class TooManySeats(Exception):
    pass


class Subscriptions(Protocol):
    async def of_account(self, account: str) -> Subscription | None: ...

    async def replace(self, subscription: Subscription) -> Subscription: ...


async def change_plan(account: str, plan: Plan, subscriptions: Subscriptions) -> Subscription:
    current = await subscriptions.of_account(account)
    if current is None:
        raise SubscriptionNotFound(account)
    if not current.active:
        raise SubscriptionEnded(account)
    if current.seats > plan.seats:
        raise TooManySeats(f"{current.seats} seats in use, {plan.code} has {plan.seats}")
    if current.plan.code == plan.code:
        return current
    return await subscriptions.replace(current.model_copy(update={"plan": plan}))


def yearly_price(plan: Plan) -> Decimal:
    if plan.interval is Interval.YEAR:
        return plan.price
    return plan.price * 12
