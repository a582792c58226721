"""Databases of ours: created and marked, copied, dropped; no other is ever dropped."""

import pytest
import sqlalchemy

from pytest_flask_migrate import databases, guard
from pytest_flask_migrate.databases import NotOursError, Run


def names(run: Run) -> set[str]:
    """Return the names of all databases on the server."""
    with guard.engine(run.server).connect() as connection:
        return set(connection.exec_driver_sql("SELECT datname FROM pg_database").scalars())


def test_temporary_database_is_dropped_at_the_end(migration_run: Run) -> None:
    """A temporary database is there, and then it is not."""
    with databases.temporary(migration_run, "word") as database:
        assert database.database in names(migration_run)
    assert database.database not in names(migration_run)


def test_temporary_database_is_dropped_while_somebody_is_connected(migration_run: Run) -> None:
    """A connection that was left open does not keep our database alive."""
    with databases.temporary(migration_run, "word") as database:
        engine = sqlalchemy.create_engine(database)
        engine.connect()
    assert database.database not in names(migration_run)
    engine.dispose()


def test_temporary_database_is_kept_when_the_run_says_so(migration_run: Run) -> None:
    """A run that keeps its databases finds them again by their mark."""
    keeping = Run(migration_run.server, keep=lambda: True)
    with databases.temporary(keeping, "word") as database:
        pass
    assert databases.left(keeping) == [database]
    databases.drop(keeping, database)
    assert databases.left(keeping) == []


def test_copy_holds_what_its_template_holds(migration_run: Run) -> None:
    """A database that is replaced keeps its name and holds the template's tables."""
    with databases.temporary(migration_run, "one") as one, databases.temporary(migration_run, "two") as two:
        with guard.engine(one).begin() as connection:
            connection.exec_driver_sql("CREATE TABLE here (id int)")
        databases.replace(migration_run, two, template=one)
        with guard.engine(two).connect() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM here").scalar() == 0


@pytest.mark.parametrize("comment", [None, "somebody else's"], ids=["no comment", "another comment"])
def test_database_of_somebody_else_is_never_dropped(migration_run: Run, comment: str | None) -> None:
    """A database without our mark is refused by name, and is still there."""
    name = f"theirs_{migration_run.token}"
    theirs = migration_run.server.set(database=name)
    with guard.engine(migration_run.server, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
        if comment:
            connection.execute(
                sqlalchemy.text(f"COMMENT ON DATABASE {name} IS '{comment.replace(chr(39), chr(39) * 2)}'")
            )
        try:
            with pytest.raises(NotOursError, match=name):
                databases.drop(migration_run, theirs)
            with pytest.raises(NotOursError, match=name):
                databases.replace(migration_run, theirs, template=theirs)
            assert name in names(migration_run)
        finally:
            connection.exec_driver_sql(f"DROP DATABASE {name}")
