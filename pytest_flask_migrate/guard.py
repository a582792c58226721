"""The right database, or none: every connection that SQLAlchemy opens goes to a database of ours or is refused.

It is refused before it is opened. Two kinds can be judged only once they are open, and are refused before the first
statement: what a `creator` function opens, and what a pool has kept from before.
"""

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy
from sqlalchemy import event
from sqlalchemy.pool import NullPool, Pool


class RefusedError(Exception):
    """A connection to a database that is not ours was refused."""


class Target(NamedTuple):
    """Where a connection leads."""

    backend: str
    host: str
    port: str
    database: str

    def __str__(self) -> str:
        place = f" at {self.host}:{self.port}" if self.port else f" at {self.host}" if self.host else ""
        return f"the {self.backend} database {self.database!r}{place}"


# Tells our own engines from the project's: it is sent as application_name, and nobody else knows it.
_OURS = f"pytest-flask-migrate {secrets.token_hex(8)}"
# The innermost `only` decides.
_allowed: list[frozenset[Target]] = []


def engine(url: sqlalchemy.URL, **options: Any) -> sqlalchemy.Engine:
    """Make an engine of our own, which is never refused and keeps no connection open.

    A connection that a pool keeps blocks `CREATE DATABASE … TEMPLATE`.
    """
    arguments = {"application_name": _OURS, **options.pop("connect_args", {})}
    return sqlalchemy.create_engine(url, poolclass=NullPool, connect_args=arguments, **options)


@contextmanager
def only(*allowed: sqlalchemy.URL) -> Iterator[None]:
    """Refuse every connection of every SQLAlchemy engine that does not lead to one of `allowed`.

    Listening on the class `Engine` reaches an engine that a custom `env.py` makes for itself too.

    Raises:
        RefusedError: from inside whoever tries to connect elsewhere.
    """
    if not _allowed:
        event.listen(sqlalchemy.Engine, "do_connect", _refuse)
        event.listen(Pool, "checkout", _refuse_open)
    _allowed.append(frozenset(_target(url) for url in allowed))
    try:
        yield
    finally:
        _allowed.pop()
        if not _allowed:
            event.remove(sqlalchemy.Engine, "do_connect", _refuse)
            event.remove(Pool, "checkout", _refuse_open)


def _refuse(dialect: Any, _record: Any, arguments: Any, parameters: Any) -> None:
    if parameters.get("application_name") != _OURS:
        _judge(_requested(dialect.name, arguments, parameters))


def _refuse_open(connection: Any, _record: Any, _proxy: Any) -> None:
    target = _reached(connection)
    if target is not None:
        _judge(target)


def _judge(target: Target) -> None:
    if target not in _allowed[-1]:
        ours = " or ".join(str(known) for known in sorted(_allowed[-1])) or "no database at all"
        raise RefusedError(f"a connection to {target} was refused: {ours} may be connected to here")


def _target(url: sqlalchemy.URL) -> Target:
    dialect = url.get_dialect()()
    return _requested(dialect.name, *dialect.create_connect_args(url))


def _requested(backend: str, arguments: Any, parameters: Any) -> Target:
    """Return where a connection with a driver's `arguments` and `parameters` would lead."""
    parameters = dict(parameters)
    if arguments and isinstance(arguments[0], str):
        if backend == "postgresql":
            words = (word.partition("=") for word in arguments[0].split())
            parameters = {name: value.strip("'") for name, _, value in words} | parameters
        else:
            parameters.setdefault("database", arguments[0])
    database = parameters.get("dbname") or parameters.get("database") or parameters.get("db") or ""
    if backend == "sqlite" and database != ":memory:":
        database = Path(database).resolve()  # as SQLite itself names it
    port = parameters.get("port") or (5432 if backend == "postgresql" else "")
    return Target(backend, str(parameters.get("host") or ""), str(port), str(database))


def _reached(connection: Any) -> Target | None:
    """Return where an open connection leads, or `None` if it is one of our own or of a driver that does not say."""
    if isinstance(connection, sqlite3.Connection):
        _, _, name = connection.execute("PRAGMA database_list").fetchone()
        return Target("sqlite", "", "", name or ":memory:")
    info = getattr(connection, "info", None)
    if info is None or not hasattr(info, "dbname"):
        return None
    if info.parameter_status("application_name") == _OURS:
        return None
    return Target("postgresql", info.host or "", str(info.port or 5432), info.dbname)
