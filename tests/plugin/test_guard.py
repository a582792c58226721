"""The guard: connections that do not lead to a database of ours are refused before they are made."""

from pathlib import Path

import pytest
import sqlalchemy

from pytest_flask_migrate import guard
from pytest_flask_migrate.databases import Run
from pytest_flask_migrate.guard import RefusedError


def test_allowed_database_is_reached(migration_database: sqlalchemy.URL) -> None:
    """An engine on an allowed database connects."""
    with guard.only(migration_database), sqlalchemy.create_engine(migration_database).connect() as connection:
        assert connection.exec_driver_sql("SELECT current_database()").scalar() == migration_database.database


@pytest.mark.parametrize("how", ["engine made before", "engine made inside"])
def test_other_database_is_refused(migration_database: sqlalchemy.URL, migration_run: Run, how: str) -> None:
    """A connection to another database on the same server is refused, and the sentence names both."""
    before = sqlalchemy.create_engine(migration_run.server)
    with guard.only(migration_database):
        engine = before if how == "engine made before" else sqlalchemy.create_engine(migration_run.server)
        with pytest.raises(RefusedError) as refused:
            engine.connect()
    assert repr(migration_run.server.database) in str(refused.value)
    assert repr(migration_database.database) in str(refused.value)


def test_password_is_not_in_the_refusal(migration_database: sqlalchemy.URL) -> None:
    """The refusal of a URL with a password does not print it."""
    other = sqlalchemy.create_engine(migration_database.set(database="other", password="hush-hush"))
    with guard.only(migration_database), pytest.raises(RefusedError) as refused:
        other.connect()
    assert "hush-hush" not in str(refused.value)


def test_sqlite_file_is_refused_and_not_made(migration_database: sqlalchemy.URL, tmp_path: Path) -> None:
    """A refused SQLite database is not even created as an empty file."""
    with guard.only(migration_database), pytest.raises(RefusedError, match=r"app\.db"):
        sqlalchemy.create_engine(f"sqlite:///{tmp_path / 'app.db'}").connect()
    assert not (tmp_path / "app.db").exists()


def test_innermost_decides(migration_database: sqlalchemy.URL) -> None:
    """What an outer guard allows, an inner one that allows nothing refuses, until it ends."""
    engine = sqlalchemy.create_engine(migration_database)
    with guard.only(migration_database):
        with guard.only(), pytest.raises(RefusedError, match="no database at all"):
            engine.connect()
        engine.connect().close()


def test_nothing_is_refused_outside(migration_run: Run, migration_database: sqlalchemy.URL) -> None:
    """Once the guard has ended, every connection is made again."""
    with guard.only(migration_database):
        pass
    sqlalchemy.create_engine(migration_run.server).connect().close()
