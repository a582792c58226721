"""pytest-alembic's own tests, its experimental ones included, on the Post chain: on PostgreSQL and on SQLite."""

import dataclasses
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy
from pytest_alembic import MigrationContext
from pytest_alembic.tests import (
    test_model_definitions_match_ddl,
    test_single_head_revision,
    test_up_down_consistency,
    test_upgrade,
)
from pytest_alembic.tests.experimental import test_all_models_register_on_metadata as all_models_register_on_metadata
from pytest_alembic.tests.experimental import test_downgrade_leaves_no_trace
from sqlalchemy import event

from pytest_flask_migrate.project import Project
from pytest_flask_migrate.pytest_alembic import handed_over

__all__ = [
    "test_downgrade_leaves_no_trace",
    "test_model_definitions_match_ddl",
    "test_single_head_revision",
    "test_up_down_consistency",
    "test_upgrade",
]

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(params=["postgresql", "sqlite"])
def alembic_engine(
    request: pytest.FixtureRequest, migration_project: Project, tmp_path: Path
) -> Iterator[sqlalchemy.Engine]:
    """An engine on an empty database of each kind that the chain supports, which `env.py` uses too."""
    if request.param == "postgresql":
        with handed_over(migration_project, request.getfixturevalue("migration_database")) as engine:
            yield engine
    else:
        with handed_over(migration_project, sqlalchemy.make_url(f"sqlite:///{tmp_path / 'post.db'}")) as engine:
            let_sqlite_roll_back(engine)
            yield engine


def let_sqlite_roll_back(engine: sqlalchemy.Engine) -> None:
    """Begin each transaction by hand: Python's sqlite3 begins none before DDL (SQLAlchemy manual, pysqlite)."""

    @event.listens_for(engine, "connect")
    def begin_nothing(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def begin(connection: sqlalchemy.Connection) -> None:
        connection.exec_driver_sql("BEGIN")


IN_CONTEXT = """
from pathlib import Path

from app import create_app

with create_app().app_context():
    exec(compile(Path({stock!r}).read_text(), {stock!r}, "exec"))
"""


EVERY_MODULE = """
import importlib
import pkgutil

import app

for module in pkgutil.walk_packages(app.__path__, "app."):
    importlib.import_module(module.name)

metadata = importlib.import_module("app.models").Base.metadata
"""


def test_all_models_register_on_metadata(
    alembic_runner: MigrationContext,
    alembic_engine: sqlalchemy.Engine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever loads the application has loaded every model.

    pytest-alembic looks by a process of its own, which runs the `env.py` that an `alembic.ini` in its current
    folder names, and in no application context: it gets one that makes the context. Of a typed declarative base
    it finds neither the module nor the metadata: it gets a module that imports every other one.
    """
    (tmp_path / "every_module.py").write_text(EVERY_MODULE)
    monkeypatch.syspath_prepend(tmp_path)
    settings = (ROOT / "migrations" / "alembic.ini").read_text()
    (tmp_path / "alembic.ini").write_text(settings.replace("[alembic]", "[alembic]\nscript_location = chain", 1))
    (tmp_path / "chain").mkdir()
    (tmp_path / "chain" / "env.py").write_text(IN_CONTEXT.format(stock=str(ROOT / "migrations" / "env.py")))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("DATABASE_URL", alembic_engine.url.render_as_string(hide_password=False))
    monkeypatch.chdir(tmp_path)
    # Without what a socket's path brings into the URL: pytest-alembic does not quote its percent signs.
    plain = alembic_engine.url.set(query={})
    executor = dataclasses.replace(alembic_runner.connection_executor, connection=sqlalchemy.create_engine(plain))
    all_models_register_on_metadata(dataclasses.replace(alembic_runner, connection_executor=executor), "every_module")


def test_slug_comes_and_goes_with_the_second_revision(
    alembic_runner: MigrationContext, alembic_engine: sqlalchemy.Engine
) -> None:
    """The column `slug` is there after 0bad09eca9b4 and not before, and a post survives the way down."""
    alembic_runner.migrate_up_to("da0e365b163c")
    alembic_runner.insert_into("post", {"title": "Example post", "content": "Hello world!"})
    alembic_runner.migrate_up_to("0bad09eca9b4")
    assert columns(alembic_engine) == {"id", "title", "content", "slug"}
    alembic_runner.migrate_down_to("da0e365b163c")
    assert columns(alembic_engine) == {"id", "title", "content"}
    with alembic_engine.connect() as connection:
        assert connection.execute(sqlalchemy.text("SELECT title FROM post")).scalar() == "Example post"


def columns(engine: sqlalchemy.Engine) -> set[str]:
    """Return the names of the columns of `post`."""
    return {column["name"] for column in sqlalchemy.inspect(engine).get_columns("post")}
