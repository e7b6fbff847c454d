from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Protocol, assert_never

MAX_GRAMS = 31_500


class Service(StrEnum):
    ECONOMY = "economy"
    EXPRESS = "express"
    COURIER = "courier"


@dataclass(frozen=True, kw_only=True)
class Parcel:
    grams: int
    country: str
    insured: bool = False


@dataclass(frozen=True)
class Quote:
    service: Service
    price: Decimal
    days: int


class ParcelTooHeavy(ValueError):
    pass


class CountryNotServed(LookupError):
    pass


class Tariffs(Protocol):
    async def zone(self, country: str) -> int | None: ...


class QuoteParcel:
    """What a parcel costs and how long it takes."""

    def __init__(self, tariffs: Tariffs) -> None:
        self.tariffs = tariffs

    async def __call__(self, parcel: Parcel, service: Service) -> Quote:
        if parcel.grams > MAX_GRAMS:
            raise ParcelTooHeavy(f"{parcel.grams} g")
        zone = await self.tariffs.zone(parcel.country)
        if zone is None:
            raise CountryNotServed(parcel.country)
        match service:
            case Service.ECONOMY:
                price, days = Decimal("4.90"), 5
            case Service.EXPRESS:
                price, days = Decimal("9.90"), 2
            case Service.COURIER:
                price, days = Decimal("24.00"), 1
            case _:
                assert_never(service)
        if parcel.insured:
            price += Decimal("2.50")
        return Quote(service, price * zone, days + zone - 1)
