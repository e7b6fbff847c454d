"""Overtime as the works council agreed to it."""

from datetime import date
from decimal import Decimal
from unittest.mock import AsyncMock

import pytest

from payroll.overtime import Employee, EmployeeNotFound, Employees, Overtime, Timesheet, record_overtime

MONDAY = date(2026, 6, 1)


@pytest.fixture
def employees() -> AsyncMock:
    mock = AsyncMock(spec=Employees)
    mock.get.return_value = Employee(id=1, hourly_rate=Decimal("20"))
    return mock


@pytest.fixture
def timesheet() -> AsyncMock:
    mock = AsyncMock(spec=Timesheet)
    mock.overtime_in_week.return_value = Decimal("0")
    return mock


async def test_record_overtime(employees: AsyncMock, timesheet: AsyncMock) -> None:
    overtime = await record_overtime(1, MONDAY, Decimal("2"), employees, timesheet)

    assert overtime == Overtime(1, MONDAY, Decimal("2"), Decimal("40"))
    timesheet.record.assert_awaited_once_with(overtime)


# The number 99 is never given to anybody.
async def test_record_overtime_of_nobody(employees: AsyncMock, timesheet: AsyncMock) -> None:
    employees.get.return_value = None

    with pytest.raises(EmployeeNotFound):
        await record_overtime(99, MONDAY, Decimal("2"), employees, timesheet)
