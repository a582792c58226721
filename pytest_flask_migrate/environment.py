"""Runs the project's own `env.py` and gives Alembic the revisions to apply, one at a time."""

import re
import traceback
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationStep

from pytest_flask_migrate.guard import RefusedError
from pytest_flask_migrate.project import Project, ProjectError, Revision

ADDRESS = re.compile(r" at 0x[0-9a-f]+")  # another one each time


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


class NoFunctionError(Exception):
    """A revision has no `upgrade()`, or no `downgrade()`."""


Moves = Generator[Move, None, None]


def version_table(project: Project) -> str:
    """Return the qualified name, as PostgreSQL quotes it, of the table in which `env.py` keeps the revision.

    Raises:
        ProjectError: `env.py` does not run migrations.
    """
    found: list[str] = []

    def look(_heads: Any, context: Any) -> Iterator[MigrationStep]:
        quote = context.dialect.identifier_preparer.quote
        found.append(f"{quote(context.version_table_schema or 'public')}.{quote(context.version_table)}")
        return iter(())

    try:
        _run(project, look, dont_mutate=True)
    except RefusedError as error:
        raise _elsewhere(error) from None
    if not found:
        raise ProjectError("env.py ran to its end without context.run_migrations(), so no revision can be applied")
    return found[0]


def drive(project: Project, moves: Moves) -> None:
    """Apply `moves` through the project's `env.py`, which must be pointed at a database.

    `env.py` runs once for as long as nothing fails: Alembic pulls the next move when the one before it is
    committed, so the generator may look at the database from a connection of its own between two moves.
    A move that fails ends that run and is thrown into the generator as `MoveFailedError`.

    Raises:
        ProjectError: `env.py` does not let the revisions be applied one by one, or not here.
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
                _end_session(project)
                try:
                    following = next(moves, None)
                except BaseException as error:
                    asked = error
                    raise

        try:
            _run(project, steps)
            if applying is not None:
                raise ProjectError(
                    f"env.py hid an error of {applying}: let what context.run_migrations() raises through"
                )
        except ProjectError:
            raise
        except (Exception, SystemExit) as error:
            if asked is not None:  # not the migration's error: the generator's own
                raise asked from None
            _raise_interrupt(error)
            _end_session(project)
            failure = _failure(error, applying or move.revision)
            if isinstance(error, RefusedError) and failure.line is None:
                raise _elsewhere(error) from None
            if following is None:
                raise ProjectError(f"env.py fails after the last revision: {failure.said}") from None
            try:
                move = moves.throw(MoveFailedError(failure))
            except StopIteration:
                move = None
        else:
            move = following


def _run(project: Project, steps: Any, *, dont_mutate: bool = False) -> None:
    environment: Any = EnvironmentContext(
        project.configuration(),
        project.scripts,
        fn=steps,
        as_sql=False,
        destination_rev="heads",
        dont_mutate=dont_mutate,
    )
    configure = environment.configure

    def commit_each_revision(*arguments: Any, **options: Any) -> None:
        """Have every revision committed, whatever `env.py` asks for, so that it can be looked at from outside."""
        configure(*arguments, **{**options, "transaction_per_migration": True})

    # On the object: `alembic.context`, which `env.py` calls, does not know of subclasses.
    environment.configure = commit_each_revision
    with environment:
        project.scripts.run_env()


def _elsewhere(error: RefusedError) -> ProjectError:
    return ProjectError(
        f"{error}; let env.py take its engine from the Flask extension, current_app.extensions['migrate'].db.engine"
    )


def _end_session(project: Project) -> None:
    """End what a revision began by `db.session`, as the end of `flask db` does: its locks would block the next."""
    session = getattr(project.app.extensions["migrate"].db, "session", None)
    if session is not None:
        session.remove()


def _raise_interrupt(error: BaseException | None) -> None:
    """Raise the Ctrl-C that an error hides which came while connections were closed because of it."""
    while error is not None:
        if isinstance(error, KeyboardInterrupt):
            raise KeyboardInterrupt from None
        error = error.__context__ or error.__cause__


def _step(project: Project, move: Move) -> MigrationStep:
    assert move.revision is not None
    name = "upgrade" if move.up else "downgrade"
    if not hasattr(move.revision.script.module, name):
        raise NoFunctionError(f"the revision has no {name}()")
    make = MigrationStep.upgrade_from_script if move.up else MigrationStep.downgrade_from_script
    return make(project.scripts.revision_map, move.revision.script)


def _failure(error: BaseException, revision: Revision | None) -> Failure:
    statement = getattr(error, "statement", None)
    cause = error.orig if isinstance(error, sqlalchemy.exc.DBAPIError) and error.orig else error
    lines = [line.strip() for line in str(cause).strip().splitlines()]
    said = ADDRESS.sub("", lines[0]) if lines else ""
    detail = next((line for line in lines if line.startswith("DETAIL:")), "")
    if not isinstance(error, sqlalchemy.exc.DBAPIError | NoFunctionError):
        said = f"{type(error).__name__}: {said}" if said else type(error).__name__
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame.lineno for frame in frames if revision is not None and Path(frame.filename) == revision.path]
    return Failure(
        f"{said} {detail}".strip(), " ".join(statement.split()) if statement else None, own[-1] if own else None
    )
