"""Runs the project's own `env.py` and gives Alembic the revisions to apply, one at a time."""

import traceback
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationStep

from pytest_flask_migrate.project import Project, Revision


@dataclass(frozen=True)
class Move:
    """One revision to apply, upwards or downwards; no revision means: end the connection and begin anew."""

    revision: Revision | None
    up: bool = True


DISCONNECT = Move(None)


@dataclass(frozen=True)
class Failure:
    """How a move failed: what was said, the statement if it was the server that said it, the file's line."""

    said: str
    statement: str | None
    line: int | None


class MoveFailedError(Exception):
    """A move failed; thrown into the generator that asked for it."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.said)
        self.failure = failure


Moves = Generator[Move, None, None]


def drive(project: Project, moves: Moves) -> None:
    """Apply `moves` through the project's `env.py`, which must be pointed at a database.

    `env.py` runs once for as long as nothing fails: Alembic pulls the next move when the one before it is
    committed, so the generator may look at the database from a connection of its own between two moves.
    A move that fails ends that run and is thrown into the generator as `MoveFailedError`.
    """
    move = next(moves, None)
    while move is not None:
        if move.revision is None:
            move = next(moves, None)
            continue
        following: Move | None = move
        applying: Revision | None = None
        asked: BaseException | None = None

        def steps(_heads: Any, context: Any) -> Iterator[MigrationStep]:
            nonlocal following, applying, asked
            while following is not None and following.revision is not None:
                applying = following.revision
                # Alembic remembers which enum types one run has made, and would not make them again after a
                # downgrade; `flask db` runs each command anew.
                context.impl.memo.clear()
                yield _step(project, following)
                applying = None
                try:
                    following = next(moves, None)
                except BaseException as error:
                    asked = error
                    raise

        try:
            _run(project, steps)
        except (Exception, SystemExit) as error:
            if asked is not None:  # not the migration's error: the generator's own
                raise asked from None
            failed = MoveFailedError(_failure(error, applying or move.revision))
            try:
                move = moves.throw(failed)
            except StopIteration:
                move = None
        else:
            move = following


def _run(project: Project, steps: Any) -> None:
    environment: Any = EnvironmentContext(
        project.configuration(), project.scripts, fn=steps, as_sql=False, destination_rev="heads"
    )
    configure = environment.configure

    def commit_each_revision(*arguments: Any, **options: Any) -> None:
        """Have every revision committed, whatever `env.py` asks for, so that it can be looked at from outside."""
        configure(*arguments, **{**options, "transaction_per_migration": True})

    # On the object: `alembic.context`, which `env.py` calls, does not know of subclasses.
    environment.configure = commit_each_revision
    with environment:
        project.scripts.run_env()


def _step(project: Project, move: Move) -> MigrationStep:
    assert move.revision is not None
    make = MigrationStep.upgrade_from_script if move.up else MigrationStep.downgrade_from_script
    return make(project.scripts.revision_map, move.revision.script)


def _failure(error: BaseException, revision: Revision | None) -> Failure:
    statement = getattr(error, "statement", None)
    cause = error.orig if isinstance(error, sqlalchemy.exc.DBAPIError) and error.orig else error
    lines = [line.strip() for line in str(cause).strip().splitlines()]
    said = lines[0] if lines else ""
    detail = next((line for line in lines if line.startswith("DETAIL:")), "")
    if not isinstance(error, sqlalchemy.exc.DBAPIError):
        said = f"{type(error).__name__}: {said}" if said else type(error).__name__
    frames = traceback.extract_tb(error.__traceback__)
    own = [f.lineno for f in frames if revision is not None and Path(f.filename) == revision.path]
    return Failure(
        f"{said} {detail}".strip(), " ".join(statement.split()) if statement else None, own[-1] if own else None
    )
