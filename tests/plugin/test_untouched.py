"""The right database, or none: what `DATABASE_URL` names is left alone, to the last row and catalog entry."""

import os
import subprocess
import sys

import pytest
import sqlalchemy
from sqlalchemy.pool import NullPool
from stock import POST, StockProject

from pytest_flask_migrate import guard
from pytest_flask_migrate.catalog import Catalog, picture
from pytest_flask_migrate.rows import Content, content

PYTEST_ALEMBIC = """
pytest_plugins = ["pytest_flask_migrate.pytest_alembic"]
"""
ALONE = """
import pytest
from app import app


@pytest.fixture(autouse=True)
def context():
    with app.app_context():
        yield


@pytest.fixture
def alembic_config():
    return {"file": "migrations/alembic.ini", "script_location": "migrations"}
"""
TESTS = """
from pytest_alembic.tests import (
    test_model_definitions_match_ddl, test_single_head_revision, test_up_down_consistency, test_upgrade
)
from pytest_alembic.tests.experimental import test_downgrade_leaves_no_trace
"""


def everything(database: sqlalchemy.URL) -> tuple[Catalog, Content, list[object]]:
    """Return whatever there is to see of a database: its catalog, its rows, and where its sequences stand."""
    with guard.engine(database).connect() as connection:
        sequences = connection.exec_driver_sql("SELECT schemaname, sequencename, last_value FROM pg_sequences").all()
        versions = connection.exec_driver_sql("SELECT version_num FROM alembic_version").all()
        return (
            picture(connection, version_table="none"),
            content(connection, version_table="none"),
            [*sequences, *versions],
        )


@pytest.fixture
def database_in_use(stock: StockProject, migration_database: sqlalchemy.URL) -> sqlalchemy.URL:
    """A database at the chain's head with a post in it, named by `DATABASE_URL`."""
    stock.environment.setenv("DATABASE_URL", migration_database.render_as_string(hide_password=False))
    stock.flask("db", "upgrade")
    engine = sqlalchemy.create_engine(migration_database, poolclass=NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO post (title, content, slug) VALUES ('mine', 'precious', 'mine')")
    return migration_database


def test_gate_leaves_it_alone(stock: StockProject, database_in_use: sqlalchemy.URL) -> None:
    """A whole run of the gate changes nothing in the application's own database."""
    before = everything(database_in_use)
    assert stock.gate().ret == pytest.ExitCode.OK
    assert everything(database_in_use) == before


def test_pytest_alembic_leaves_it_alone(stock: StockProject, database_in_use: sqlalchemy.URL) -> None:
    """pytest-alembic's tests, with our fixtures, pass and change nothing in the application's own database."""
    (stock.path / "conftest.py").write_text(PYTEST_ALEMBIC)
    (stock.path / "test_alembic.py").write_text(TESTS)
    before = everything(database_in_use)
    stock.pytester.runpytest_subprocess("-p", "no:randomly", "test_alembic.py").assert_outcomes(passed=5)
    assert everything(database_in_use) == before


def test_pytest_alembic_alone_does_not(stock: StockProject, database_in_use: sqlalchemy.URL) -> None:
    """Without our fixtures the same tests lose the application's rows, so the tests above can fail."""
    (stock.path / "conftest.py").write_text(ALONE)
    (stock.path / "test_alembic.py").write_text(TESTS)
    before = everything(database_in_use)
    environment = {**os.environ, "PYTHONPATH": f"{stock.path}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"}
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "test_alembic.py"], cwd=stock.path, env=environment, check=False
    )
    assert everything(database_in_use) != before


OWN_ENGINE = """
import os
import sqlalchemy
from alembic import context

engine = sqlalchemy.create_engine(os.environ["DATABASE_URL"])
with engine.connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
"""


CREATOR = """
import os
import psycopg2
import sqlalchemy
from alembic import context

plain = os.environ["DATABASE_URL"].replace("+psycopg2", "")
engine = sqlalchemy.create_engine("postgresql+psycopg2://", creator=lambda: psycopg2.connect(plain))
""" + OWN_ENGINE.partition('["DATABASE_URL"])')[2]
POOLED = """
from alembic import context
from app import engine
""" + OWN_ENGINE.partition('["DATABASE_URL"])')[2]
POOL = """
import sqlalchemy
engine = sqlalchemy.create_engine(os.environ["DATABASE_URL"])
"""
BEFORE = """
from app import engine


def test_before():
    engine.connect().close()
"""
ENGINES = {"own engine": OWN_ENGINE, "creator": CREATOR, "pool": POOLED}


@pytest.mark.parametrize("env", ENGINES.values(), ids=ENGINES)
def test_env_py_with_an_engine_of_its_own_is_refused(
    stock: StockProject, database_in_use: sqlalchemy.URL, env: str
) -> None:
    """A custom `env.py` that uses its own engine is refused with a sentence that names both databases."""
    (stock.path / "migrations" / "env.py").write_text(env)
    # A pool that holds a connection from before the walk, as a test beside the gate may leave one.
    stock.app(POST + POOL)
    (stock.path / "test_before.py").write_text(BEFORE)
    before = everything(database_in_use)
    result = stock.gate("test_before.py")
    assert everything(database_in_use) == before
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stdout.fnmatch_lines(
        [f"*connection to the postgresql database '{database_in_use.database}'*refused*'pfm_*'*let env.py take*"]
    )


def test_caplog_works_after_env_py(stock: StockProject) -> None:
    """After the stock `env.py` has called `fileConfig`, pytest's caplog still sees an application's loggers."""
    (stock.path / "conftest.py").write_text(PYTEST_ALEMBIC)
    (stock.path / "test_log.py").write_text(
        "import logging\nlogger = logging.getLogger('shop')\n\n\n"
        "def test_log(alembic_runner, caplog):\n"
        "    alembic_runner.migrate_up_to('heads')\n\n\n"
        "def test_log_again(caplog):\n"
        "    logger.warning('seen')\n"
        "    assert caplog.messages == ['seen']\n"
    )
    stock.pytester.runpytest_subprocess("-p", "no:randomly", "test_log.py").assert_outcomes(passed=2)
