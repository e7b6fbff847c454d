from datetime import UTC, datetime, timedelta
from unittest.mock import Mock

import pytest

from app.projects import ArchiveProject, NotOwner, Project, ProjectNotFound, Projects

NOW = datetime(2024, 1, 15, 12, 0, tzinfo=UTC)


@pytest.fixture
def projects() -> Mock:
    double = Mock(spec=Projects)
    double.get.side_effect = {
        1: Project(id=1, owner_id=3, touched_at=NOW - timedelta(days=30)),
    }.get
    return double


@pytest.fixture
def now() -> Mock:
    double = Mock()
    double.return_value = NOW
    return double


@pytest.fixture
def archive_project(projects: Mock, now: Mock) -> ArchiveProject:
    return ArchiveProject(projects=projects, now=now)


def test_execute_saves_project(archive_project: ArchiveProject, projects: Mock) -> None:
    result = archive_project.execute(1, by=3)

    assert result is True
    projects.save.assert_called_once_with(
        Project(id=1, owner_id=3, touched_at=NOW - timedelta(days=30), archived=True),
    )


def test_execute_raises_project_not_found(archive_project: ArchiveProject, projects: Mock) -> None:
    projects.get.side_effect = {1: None}.get

    with pytest.raises(ProjectNotFound) as caught:
        archive_project.execute(1, by=3)

    assert caught.value.args == (1,)
    projects.save.assert_not_called()


def test_execute_raises_not_owner(archive_project: ArchiveProject, projects: Mock) -> None:
    with pytest.raises(NotOwner) as caught:
        archive_project.execute(1, by=4)

    assert caught.value.args == (4,)
    projects.save.assert_not_called()


def test_execute_does_nothing_when_touched_at_differs(
    archive_project: ArchiveProject,
    projects: Mock,
) -> None:
    projects.get.side_effect = {
        1: Project(
            id=1,
            owner_id=3,
            touched_at=NOW - timedelta(days=29, hours=23, minutes=59, seconds=59),
        ),
    }.get

    result = archive_project.execute(1, by=3)

    assert result is False
    projects.save.assert_not_called()


def test_execute_saves_project_when_force_is_set(
    archive_project: ArchiveProject,
    projects: Mock,
) -> None:
    projects.get.side_effect = {
        1: Project(
            id=1,
            owner_id=3,
            touched_at=NOW - timedelta(days=29, hours=23, minutes=59, seconds=59),
        ),
    }.get

    result = archive_project.execute(1, by=3, force=True)

    assert result is True
    projects.save.assert_called_once_with(
        Project(
            id=1,
            owner_id=3,
            touched_at=NOW - timedelta(days=29, hours=23, minutes=59, seconds=59),
            archived=True,
        ),
    )
