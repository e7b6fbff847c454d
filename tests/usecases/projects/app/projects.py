from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass
class Project:
    id: int
    owner_id: int
    touched_at: datetime
    archived: bool = False


class ProjectNotFound(LookupError):
    pass


class NotOwner(PermissionError):
    pass


class Projects(ABC):
    @abstractmethod
    def get(self, project_id: int) -> Project | None: ...

    @abstractmethod
    def save(self, project: Project) -> None: ...


class ArchiveProject:
    QUIET = timedelta(days=30)

    def __init__(self, projects: Projects, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._projects = projects
        self._now = now

    def execute(self, project_id: int, *, by: int, force: bool = False) -> bool:
        project = self._projects.get(project_id)
        if project is None:
            raise ProjectNotFound(project_id)
        if project.owner_id != by:
            raise NotOwner(by)
        if not force and self._now() - project.touched_at < self.QUIET:
            return False
        project.archived = True
        self._projects.save(project)
        return True
