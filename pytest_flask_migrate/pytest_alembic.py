"""Makes pytest-alembic work under Flask-Migrate with a stock `env.py`.

In the root conftest: `pytest_plugins = ["pytest_flask_migrate.pytest_alembic"]`. Without it `env.py` ignores the
engine that pytest-alembic hands it, and the downgrades run on the application's own database.
"""

from collections.abc import Iterator

import alembic.config
import pytest
import sqlalchemy

from pytest_flask_migrate.project import Project, pointed_at


@pytest.fixture
def alembic_engine(migration_project: Project, migration_database: sqlalchemy.URL) -> Iterator[sqlalchemy.Engine]:
    """An engine on an empty database of ours, in an application context in which `env.py` uses it too."""
    with pointed_at(migration_project, migration_database) as engine:
        yield engine


@pytest.fixture
def alembic_config(migration_project: Project, alembic_engine: sqlalchemy.Engine) -> alembic.config.Config:
    """Alembic's configuration as Flask-Migrate makes it; the engine's application context is the one it needs."""
    return migration_project.configuration()
