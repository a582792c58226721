"""The catalog sees every change: each case of catalog_tables.py, catalog_parts.py and catalog_schemas.py."""

from collections.abc import Iterator

import catalog_parts
import catalog_schemas
import catalog_tables
import pytest
import sqlalchemy
from sqlalchemy.pool import NullPool

from pytest_flask_migrate import databases
from pytest_flask_migrate.catalog import difference, picture

CASES = [
    pytest.param(*case, id=name)
    for module in (catalog_tables, catalog_parts, catalog_schemas)
    for name, case in module.CASES.items()
]


@pytest.fixture(scope="module")
def session(migration_run: databases.Run) -> Iterator[sqlalchemy.Connection]:
    """One database and one connection for the whole module: making them takes longer than any test here."""
    with databases.temporary(migration_run, "catalog") as database:
        engine = sqlalchemy.create_engine(database, poolclass=NullPool)
        with engine.connect() as connection:
            yield connection


@pytest.fixture
def connection(session: sqlalchemy.Connection) -> Iterator[sqlalchemy.Connection]:
    """Lend the connection, and roll back what was done with it."""
    yield session
    session.rollback()


@pytest.mark.parametrize(("setup", "change", "sentences"), CASES)
def test_says_what_changed(connection: sqlalchemy.Connection, setup: str, change: str, sentences: list[str]) -> None:
    """Each change is named in its own words, and nothing else is."""
    connection.exec_driver_sql(setup)
    before = picture(connection)
    connection.exec_driver_sql(change)
    assert [str(each) for each in difference(before, picture(connection))] == sentences


@pytest.mark.parametrize(("setup", "change", "sentences"), CASES)
def test_is_the_same_when_made_again(
    connection: sqlalchemy.Connection, setup: str, change: str, sentences: list[str]
) -> None:
    """What is taken away and made again, under other internal numbers, is no difference."""
    pictures = []
    for _ in range(2):
        connection.rollback()
        connection.exec_driver_sql(setup)
        connection.exec_driver_sql(change)
        pictures.append(picture(connection))
    assert difference(*pictures) == []
    assert pictures[0] == pictures[1]
