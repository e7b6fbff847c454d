from datetime import UTC, datetime

import pytest

from clinic.domain import Appointment, Doctor
from tests.fakes import FakeAppointmentRepository, FakeDoctorRepository, FakeReminders

MONDAY = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


@pytest.fixture
def doctor() -> Doctor:
    return Doctor(id=1, name="Dr. Lovelace")


@pytest.fixture
def appointment(doctor: Doctor) -> Appointment:
    return Appointment(id=10, doctor_id=doctor.id, patient_id=5, at=MONDAY)


@pytest.fixture
def doctors(doctor: Doctor) -> FakeDoctorRepository:
    return FakeDoctorRepository([doctor])


@pytest.fixture
def appointments(appointment: Appointment) -> FakeAppointmentRepository:
    return FakeAppointmentRepository([appointment])


@pytest.fixture
def reminders() -> FakeReminders:
    return FakeReminders()
