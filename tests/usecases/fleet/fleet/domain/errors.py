class FleetError(Exception):
    pass


class NoVehicle(FleetError):
    pass


class VehicleInUse(FleetError):
    pass


class InspectionDue(FleetError):
    pass
