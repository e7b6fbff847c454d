from fleet.domain import errors
from fleet.domain._vehicle import Vehicle
from fleet.domain.trips import Trip, TripKind

__all__ = ["Trip", "TripKind", "Vehicle", "errors"]
