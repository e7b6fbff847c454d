from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Protocol
from zoneinfo import ZoneInfo

HOUSE_ZONE = ZoneInfo("Europe/Vienna")
LAST_MINUTE = timedelta(minutes=1)
EXTENSION = timedelta(minutes=2)


@dataclass(frozen=True, order=True)
class Bid:
    cents: int
    bidder: str
    at: datetime


@dataclass
class Auction:
    lot: str
    seller: str
    ends_at: datetime
    step_cents: int = 100
    bids: list[Bid] = field(default_factory=list)


class AuctionOver(Exception):
    pass


class SellerMayNotBid(Exception):
    pass


class BidTooLow(Exception):
    def __init__(self, minimum_cents: int) -> None:
        super().__init__(f"at least {minimum_cents}")
        self.minimum_cents = minimum_cents


class LotUnknown(Exception):
    pass


class Clock(Protocol):
    def now(self) -> datetime: ...


class Auctions(Protocol):
    async def for_lot(self, lot: str) -> Auction | None: ...

    async def save(self, auction: Auction) -> None: ...


async def place_bid(lot: str, bidder: str, cents: int, auctions: Auctions, clock: Clock) -> Bid:
    auction = await auctions.for_lot(lot)
    if auction is None:
        raise LotUnknown(lot)
    now = clock.now().astimezone(timezone.utc)
    if auction.ends_at <= now:
        raise AuctionOver(auction.ends_at.astimezone(HOUSE_ZONE).isoformat())
    if bidder == auction.seller:
        raise SellerMayNotBid(bidder)
    minimum = auction.bids[-1].cents + auction.step_cents if auction.bids else auction.step_cents
    if cents < minimum:
        raise BidTooLow(minimum)
    bid = Bid(cents, bidder, now)
    auction.bids.append(bid)
    if auction.ends_at - now < LAST_MINUTE:
        auction.ends_at = now + EXTENSION
    await auctions.save(auction)
    return bid
