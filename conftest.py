"""What every test may use."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy
from sqlalchemy.pool import NullPool
from stock import StockProject, init_stock_project
from tutorial_sybil import collect_tutorial

from pytest_flask_migrate.databases import Run

pytest_plugins = ["pytester", "pytest_flask_migrate.pytest_alembic"]

pytest_collect_file = collect_tutorial


@pytest.fixture
def engine(migration_database: sqlalchemy.URL) -> Iterator[sqlalchemy.Engine]:
    """An engine on an empty PostgreSQL database that is dropped afterwards."""
    engine = sqlalchemy.create_engine(migration_database, poolclass=NullPool)
    yield engine
    engine.dispose()


@pytest.fixture
def server_url(migration_run: Run) -> str:
    """The URL of this session's server, password included."""
    return migration_run.server.render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def initialised(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which `flask db init` was run."""
    folder = tmp_path_factory.mktemp("stock")
    init_stock_project(folder)
    return folder


@pytest.fixture
def empty_project(
    pytester: pytest.Pytester, initialised: Path, server_url: str, monkeypatch: pytest.MonkeyPatch
) -> StockProject:
    """A stock project without models or revisions; its inner sessions use this session's server."""
    for name in ("FLASK_APP", "DATABASE_URL", "PYTEST_ADDOPTS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PYTEST_POSTGRES", server_url)
    shutil.copytree(initialised, pytester.path, dirs_exist_ok=True)
    return StockProject(pytester, server_url, monkeypatch)


@pytest.fixture
def stock(empty_project: StockProject) -> StockProject:
    """A stock project with the tutorial's two revisions."""
    empty_project.post_chain()
    return empty_project
