from fleet import domain
from fleet.domain import Trip, TripKind, errors
from fleet.ports import TripLog, VehicleGateway


async def start_trip(
    plate: str,
    driver_id: int,
    kind: TripKind,
    vehicles: VehicleGateway,
    trips: TripLog,
) -> int:
    """Hands a vehicle to a driver and answers the number of the trip."""
    vehicle: domain.Vehicle | None = await vehicles.by_plate(plate)
    if vehicle is None:
        raise errors.NoVehicle(plate)
    if vehicle.driver_id is not None:
        raise errors.VehicleInUse(plate)
    if vehicle.inspection_due and kind != "service":
        raise errors.InspectionDue(plate)
    vehicle.driver_id = driver_id
    await vehicles.update(vehicle)
    return await trips.open(Trip(plate, driver_id, kind, vehicle.odometer_km))
