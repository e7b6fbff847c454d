"""In-memory stand-ins for the ports of the clinic."""

from datetime import datetime

from clinic.domain import Appointment, Doctor


class FakeDoctorRepository:
    def __init__(self, doctors: list[Doctor] | None = None) -> None:
        self.doctors = {doctor.id: doctor for doctor in doctors or []}

    async def get(self, doctor_id: int) -> Doctor | None:
        return self.doctors.get(doctor_id)


class FakeAppointmentRepository:
    def __init__(self, appointments: list[Appointment] | None = None) -> None:
        self.appointments = {appointment.id: appointment for appointment in appointments or []}
        self.saved: list[Appointment] = []

    async def get(self, appointment_id: int) -> Appointment | None:
        return self.appointments.get(appointment_id)

    async def at(self, doctor_id: int, at: datetime) -> Appointment | None:
        for appointment in self.appointments.values():
            if appointment.doctor_id == doctor_id and appointment.at == at:
                return appointment
        return None

    async def save(self, appointment: Appointment) -> Appointment:
        self.appointments[appointment.id] = appointment
        self.saved.append(appointment)
        return appointment


class FakeReminders:
    def __init__(self) -> None:
        self.scheduled: list[Appointment] = []

    async def schedule(self, appointment: Appointment) -> None:
        self.scheduled.append(appointment)
