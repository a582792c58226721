"""A database with empty tables that follows the walk upwards, from which it goes on after a break."""

from collections.abc import Generator

import sqlalchemy

from pytest_flask_migrate import databases, environment
from pytest_flask_migrate.databases import Run
from pytest_flask_migrate.environment import Failure, Move, MoveFailedError
from pytest_flask_migrate.project import Project, Revision, pointed_at


class Follower:
    """Catches up with the walk only when it is needed, so each revision is applied to it once at most."""

    def __init__(self, project: Project, run: Run, database: sqlalchemy.URL) -> None:
        self.project, self.run, self.database = project, run, database
        self.applied: list[Revision] = []

    def catch_up(self, revisions: list[Revision]) -> Failure | None:
        """Apply what is missing of `revisions`; return how the first of them failed, if one did."""
        failure: list[Failure] = []

        def moves() -> Generator[Move, None, None]:
            for revision in revisions[len(self.applied) :]:
                try:
                    yield Move(revision)
                except MoveFailedError as failed:
                    failure.append(failed.failure)
                    return
                self.applied.append(revision)

        with pointed_at(self.project, self.database):
            environment.drive(self.project, moves())
        return failure[0] if failure else None

    def begin_anew(self) -> None:
        """Forget everything: a failed upgrade may have left half of itself."""
        databases.drop(self.run, self.database)
        self.database = databases.create(self.run, "empty")
        self.applied = []
