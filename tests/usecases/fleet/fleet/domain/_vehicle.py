from dataclasses import dataclass

INSPECTION_INTERVAL_KM = 20_000


@dataclass
class Vehicle:
    plate: str
    odometer_km: int
    inspected_at_km: int = 0
    driver_id: int | None = None

    @property
    def inspection_due(self) -> bool:
        return self.odometer_km - self.inspected_at_km >= INSPECTION_INTERVAL_KM
