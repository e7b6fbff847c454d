from dataclasses import dataclass
from typing import Literal

Advice = Literal["open", "shade", "close"]


@dataclass(frozen=True)
class Forecast:
    place: str
    celsius: float
    wind_kmh: int
    rain: bool = False


class UnknownPlace(Exception):
    pass


class ForecastNotAvailable(Exception):
    pass
