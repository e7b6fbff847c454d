from dataclasses import dataclass
from typing import Literal

TripKind = Literal["delivery", "private", "service"]


@dataclass(frozen=True)
class Trip:
    plate: str
    driver_id: int
    kind: TripKind
    start_km: int
