"""The fixtures of the gate, and of projects that want a database of their own in a test."""

import dataclasses
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy

from pytest_flask_migrate import databases, models, sessions, verdicts
from pytest_flask_migrate.databases import Run
from pytest_flask_migrate.project import Project, ProjectError, Revision
from pytest_flask_migrate.report import progress
from pytest_flask_migrate.verdicts import CHAIN, Verdicts
from pytest_flask_migrate.walk import Walked, walk


@pytest.fixture(scope="session")
def migration_run(pytestconfig: pytest.Config) -> Run:
    """The PostgreSQL server of this session, and the mark of the databases that are made on it."""
    return sessions.run(pytestconfig)


@pytest.fixture
def migration_database(migration_run: Run) -> Iterator[sqlalchemy.URL]:
    """The URL of an empty PostgreSQL database, dropped after the test."""
    never_kept = dataclasses.replace(migration_run, keep=lambda: False)
    with databases.temporary(never_kept, "test") as database:
        yield database


@pytest.fixture(scope="session")
def migration_project(pytestconfig: pytest.Config) -> Project:
    """The Flask-Migrate project in the current folder."""
    return sessions.project(pytestconfig)


@pytest.fixture(scope="session")
def migration_walk(pytestconfig: pytest.Config, migration_project: Project, migration_run: Run) -> Iterator[Walked]:
    """Every revision of the project, taken up, down and up again, and what was seen."""
    try:
        with walk(migration_project, migration_run, progress=progress.on(pytestconfig)) as walked:
            yield walked
    except ProjectError as error:
        pytest.exit(str(error), returncode=pytest.ExitCode.USAGE_ERROR)


@pytest.fixture(scope="session")
def migration_verdicts(migration_walk: Walked, migration_project: Project, migration_run: Run) -> Verdicts:
    """A verdict for each revision and group of rules."""
    chain = models.look(migration_project, migration_run, migration_walk)
    return verdicts.judge(migration_walk.steps, chain)


@pytest.fixture
def migration_passes(
    migration_verdicts: Verdicts, migration_walk: Walked, request: pytest.FixtureRequest
) -> Callable[..., None]:
    """Fail the test with the findings of a group of rules on a revision, or on the chain."""

    def passes(group: str, revision: Revision | None = None) -> None:
        verdict = migration_verdicts[revision.id if revision else CHAIN, group]
        # Not by record_property, which warns where JUnit's schema is strict, and warnings may be errors.
        request.node.user_properties += [
            ("revision", str(revision) if revision else "chain"),
            ("tables filled", migration_walk.filled),
            ("seconds", round(migration_walk.seconds, 2)),
            *(("waived" if finding.waived else "finding", str(finding)) for finding in verdict.findings),
            *([("not judged", verdict.not_judged)] if verdict.not_judged else []),
        ]
        if text := verdicts.text(verdict):
            pytest.fail(text, pytrace=False)

    return passes
