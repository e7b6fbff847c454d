from datetime import timedelta

import pytest

from clinic.domain import Appointment, Doctor
from clinic.errors import DoctorNotAvailable, SlotTaken
from clinic.request_appointment import request_appointment
from tests.conftest import MONDAY
from tests.fakes import FakeAppointmentRepository, FakeDoctorRepository


async def test_saves_the_appointment(
    doctors: FakeDoctorRepository, appointments: FakeAppointmentRepository
) -> None:
    at = MONDAY + timedelta(hours=1)

    result = await request_appointment(1, 6, at, doctors, appointments)

    assert result == Appointment(0, 1, 6, at)
    assert appointments.saved == [result]


async def test_rejects_a_taken_slot(
    doctors: FakeDoctorRepository, appointments: FakeAppointmentRepository
) -> None:
    with pytest.raises(SlotTaken):
        await request_appointment(1, 6, MONDAY, doctors, appointments)

    assert appointments.saved == []


async def test_rejects_a_doctor_who_takes_nobody(
    doctor: Doctor, doctors: FakeDoctorRepository, appointments: FakeAppointmentRepository
) -> None:
    doctor.accepts_patients = False

    with pytest.raises(DoctorNotAvailable):
        await request_appointment(1, 6, MONDAY, doctors, appointments)
