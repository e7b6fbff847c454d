from datetime import datetime

from clinic.domain import Appointment, AppointmentRepository, DoctorRepository
from clinic.errors import DoctorNotAvailable, SlotTaken


async def request_appointment(
    doctor_id: int,
    patient_id: int,
    at: datetime,
    doctors: DoctorRepository,
    appointments: AppointmentRepository,
) -> Appointment:
    doctor = await doctors.get(doctor_id)
    if doctor is None or not doctor.accepts_patients:
        raise DoctorNotAvailable(doctor_id)
    if await appointments.at(doctor_id, at):
        raise SlotTaken(at)
    return await appointments.save(Appointment(0, doctor_id, patient_id, at))
