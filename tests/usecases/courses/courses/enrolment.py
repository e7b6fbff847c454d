"""Enrolment of students; structured concurrency with anyio."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

import anyio


class CourseFull(Exception):
    def __init__(self, course_id: UUID, capacity: int) -> None:
        super().__init__(f"course {course_id} has {capacity} places only")
        self.course_id = course_id
        self.capacity = capacity


class CourseUnknown(Exception):
    pass


@dataclass
class Course:
    id: UUID
    capacity: int
    students: list[UUID] = field(default_factory=list)
    waiting: list[UUID] = field(default_factory=list)


class CourseStore(Protocol):
    async def load(self, course_id: UUID) -> Course | None: ...

    async def store(self, course: Course) -> None: ...


class Letters(Protocol):
    async def confirm(self, student_id: UUID, course_id: UUID) -> None: ...


async def enrol(
    student_id: UUID,
    course_id: UUID,
    store: CourseStore,
    letters: Letters,
    wait: bool = False,
) -> Course:
    with anyio.fail_after(5):
        course = await store.load(course_id)
    if course is None:
        raise CourseUnknown(course_id)
    if student_id in course.students:
        return course
    if len(course.students) >= course.capacity:
        if not wait:
            raise CourseFull(course_id, course.capacity)
        course.waiting.append(student_id)
        await store.store(course)
        return course
    course.students.append(student_id)
    await store.store(course)
    await letters.confirm(student_id, course_id)
    return course
