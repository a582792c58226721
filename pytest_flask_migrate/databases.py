"""Creates, marks, clones and drops databases; refuses any that bears no mark of ours."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import sqlalchemy

from pytest_flask_migrate import guard

LOCK_SECONDS = 10
MARK = "created by pytest-flask-migrate, run "


class NotOursError(Exception):
    """A database was about to be dropped that bears no mark of ours."""


@dataclass(frozen=True)
class Run:
    """One run's databases on one server: their mark, and whether they outlive it.

    `server` is the URL of a database on it that a role may connect to that may create others.
    """

    server: sqlalchemy.URL
    token: str = field(default_factory=lambda: secrets.token_hex(4))
    keep: Callable[[], bool] = lambda: False

    @property
    def prefix(self) -> str:
        """How the name of every database of this run begins; nobody else knows the token."""
        return f"pfm_{self.token}_"

    @property
    def mark(self) -> str:
        """The comment that every database of this run bears."""
        return MARK + self.token


@contextmanager
def temporary(run: Run, purpose: str) -> Iterator[sqlalchemy.URL]:
    """Create a marked database, give its URL, and drop it at the end unless the run keeps it."""
    database = create(run, purpose)
    try:
        yield database
    finally:
        if not run.keep():
            drop(run, database)


def create(run: Run, purpose: str) -> sqlalchemy.URL:
    """Create an empty marked database and return its URL; `purpose` is a word of its name."""
    database = run.server.set(database=f"{run.prefix}{purpose}_{secrets.token_hex(3)}")
    with _administration(run) as connection:
        _create(connection, database, run, template=None)
    return database


def replace(run: Run, database: sqlalchemy.URL, template: sqlalchemy.URL) -> None:
    """Make `database` a copy of `template`, under the name it has.

    Nobody may be connected to the template (PostgreSQL manual, CREATE DATABASE): whoever is, such as the pool of an
    engine that `env.py` made, is disconnected.

    Raises:
        NotOursError: `database` is not ours.
    """
    drop(run, database)
    with _administration(run) as connection:
        connection.execute(
            sqlalchemy.text("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = :name"),
            {"name": template.database},
        )
        _create(connection, database, run, template)


def drop(run: Run, database: sqlalchemy.URL) -> None:
    """Drop a database that we created, whoever is still connected; one that is gone already is fine.

    Raises:
        NotOursError: it bears no mark of ours.
    """
    with _administration(run) as connection:
        mark = connection.execute(
            sqlalchemy.text(
                "SELECT coalesce(shobj_description(oid, 'pg_database'), '') FROM pg_database WHERE datname = :name"
            ),
            {"name": database.database},
        ).scalar()
        if mark is None:
            return
        # One of this run's own names counts as well: the run may have been interrupted between name and mark.
        if not mark.startswith(MARK) and not str(database.database).startswith(run.prefix):
            raise NotOursError(f"the database {database.database} bears no mark of ours and is left alone")
        connection.exec_driver_sql(f"DROP DATABASE {_quoted(database)} WITH (FORCE)")


def left(run: Run) -> list[sqlalchemy.URL]:
    """Return every database of a run that is still there, such as a kept one or an interrupted worker's."""
    with _administration(run) as connection:
        names = connection.execute(
            sqlalchemy.text(
                "SELECT datname FROM pg_database"
                " WHERE shobj_description(oid, 'pg_database') = :mark OR starts_with(datname, :prefix) ORDER BY datname"
            ),
            {"mark": run.mark, "prefix": run.prefix},
        ).scalars()
        return [run.server.set(database=name) for name in names]


def _create(
    connection: sqlalchemy.Connection, database: sqlalchemy.URL, run: Run, template: sqlalchemy.URL | None
) -> None:
    copy = f" TEMPLATE {_quoted(template)}" if template is not None else ""
    connection.exec_driver_sql(f"CREATE DATABASE {_quoted(database)}{copy}")
    connection.exec_driver_sql(f"COMMENT ON DATABASE {_quoted(database)} IS '{run.mark}'")
    # Nobody else is here: who waits for a lock waits for himself, and would wait for ever.
    connection.exec_driver_sql(f"ALTER DATABASE {_quoted(database)} SET lock_timeout = '{LOCK_SECONDS}s'")


@contextmanager
def _administration(run: Run) -> Iterator[sqlalchemy.Connection]:
    """Connect to the server's own database, outside any transaction, as CREATE DATABASE needs it."""
    with guard.engine(run.server, isolation_level="AUTOCOMMIT").connect() as connection:
        yield connection


def _quoted(database: sqlalchemy.URL) -> str:
    return '"' + str(database.database).replace('"', '""').replace("%", "%%") + '"'
