from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

WEEKLY_LIMIT = Decimal("10")
SUNDAY_BONUS = Decimal("1.5")


@dataclass
class Employee:
    id: int
    hourly_rate: Decimal
    overtime_allowed: bool = True


@dataclass(frozen=True)
class Overtime:
    employee_id: int
    day: date
    hours: Decimal
    pay: Decimal


class EmployeeNotFound(Exception):
    pass


class OvertimeNotAllowed(Exception):
    pass


class WeeklyLimitReached(Exception):
    pass


class Employees(Protocol):
    async def get(self, employee_id: int) -> Employee | None: ...


class Timesheet(Protocol):
    async def overtime_in_week(self, employee_id: int, day: date) -> Decimal: ...

    async def record(self, overtime: Overtime) -> None: ...


async def record_overtime(
    employee_id: int,
    day: date,
    hours: Decimal,
    employees: Employees,
    timesheet: Timesheet,
) -> Overtime:
    if hours <= 0:
        raise ValueError("hours must be positive")
    employee = await employees.get(employee_id)
    if employee is None:
        raise EmployeeNotFound(employee_id)
    if not employee.overtime_allowed:
        raise OvertimeNotAllowed(employee_id)
    if await timesheet.overtime_in_week(employee_id, day) + hours > WEEKLY_LIMIT:
        raise WeeklyLimitReached(employee_id)
    pay = employee.hourly_rate * hours
    if day.weekday() == 6:
        pay *= SUNDAY_BONUS
    overtime = Overtime(employee_id, day, hours, pay)
    await timesheet.record(overtime)
    return overtime
