import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from geo.errors import AddressNotFound, GeocodingUnavailable, ProviderError, QuotaExceeded

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Position:
    latitude: float
    longitude: float


class Geocoder(Protocol):
    async def lookup(self, address: str) -> Sequence[Position]: ...


class PositionCache(Protocol):
    async def get(self, address: str) -> Position | None: ...

    async def set(self, address: str, position: Position) -> None: ...


async def locate_customer(
    address: str,
    primary: Geocoder,
    fallback: Geocoder,
    cache: PositionCache,
) -> Position:
    key = " ".join(address.lower().split())
    cached = await cache.get(key)
    if cached is not None:
        return cached
    try:
        candidates = await primary.lookup(key)
    except QuotaExceeded:
        logger.warning("quota of the primary geocoder used up")
        try:
            candidates = await fallback.lookup(key)
        except ProviderError as exc:
            raise GeocodingUnavailable(key) from exc
    except ProviderError as exc:
        raise GeocodingUnavailable(key) from exc
    if not candidates:
        raise AddressNotFound(key)
    position = candidates[0]
    await cache.set(key, position)
    return position
