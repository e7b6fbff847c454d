from .vehicles import VehicleGateway as VehicleGateway
from .trip_log import TripLog as TripLog
