from clinic.domain import Appointment, AppointmentRepository, AppointmentState, DoctorRepository, Reminders
from clinic.errors import AppointmentNotFound, DoctorNotAvailable, NotRequested


class ConfirmAppointment:
    def __init__(
        self,
        doctors: DoctorRepository,
        appointments: AppointmentRepository,
        reminders: Reminders,
    ) -> None:
        self._doctors = doctors
        self._appointments = appointments
        self._reminders = reminders

    async def execute(self, appointment_id: int) -> Appointment:
        appointment = await self._appointments.get(appointment_id)
        if appointment is None:
            raise AppointmentNotFound(appointment_id)
        if appointment.state is not AppointmentState.REQUESTED:
            raise NotRequested(appointment.state)
        doctor = await self._doctors.get(appointment.doctor_id)
        if doctor is None or not doctor.accepts_patients:
            raise DoctorNotAvailable(appointment.doctor_id)
        appointment.state = AppointmentState.CONFIRMED
        saved = await self._appointments.save(appointment)
        await self._reminders.schedule(saved)
        return saved
