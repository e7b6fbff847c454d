from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Protocol


class AppointmentState(Enum):
    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


@dataclass
class Doctor:
    id: int
    name: str
    accepts_patients: bool = True


@dataclass
class Appointment:
    id: int
    doctor_id: int
    patient_id: int
    at: datetime
    state: AppointmentState = AppointmentState.REQUESTED


class DoctorRepository(Protocol):
    async def get(self, doctor_id: int) -> Doctor | None: ...


class AppointmentRepository(Protocol):
    async def get(self, appointment_id: int) -> Appointment | None: ...

    async def at(self, doctor_id: int, at: datetime) -> Appointment | None: ...

    async def save(self, appointment: Appointment) -> Appointment: ...


class Reminders(Protocol):
    async def schedule(self, appointment: Appointment) -> None: ...
