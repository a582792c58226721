"""Makes pytest-alembic work under Flask-Migrate with a stock `env.py`.

In the root conftest: `pytest_plugins = ["pytest_flask_migrate.pytest_alembic"]`. Without it `env.py` ignores the
engine that pytest-alembic hands it, and the downgrades run on the application's own database.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import alembic.config
import alembic.context
import pytest
import sqlalchemy

from pytest_flask_migrate.project import Project, pointed_at


class GivenConnection:
    """The engine that `env.py` finds: it gives the connection that pytest-alembic hands over, if it does.

    `test_downgrade_leaves_no_trace` rolls back what happens on a connection of its own, and a stock `env.py`
    opens another one.
    """

    def __init__(self, engine: sqlalchemy.Engine) -> None:
        self.engine = engine

    def connect(self) -> Any:
        """Return a context manager of a connection, as an engine does."""
        given = alembic.context.config.attributes.get("connection")
        return (given or self.engine).connect()

    def __getattr__(self, name: str) -> Any:
        """Be the engine in everything else."""
        return getattr(self.engine, name)


@contextmanager
def handed_over(project: Project, database: sqlalchemy.URL) -> Iterator[sqlalchemy.Engine]:
    """Point the project at `database`, and let its `env.py` take the connection that pytest-alembic has."""
    with pointed_at(project, database) as engine:
        project.app.extensions["migrate"].db.engines[None] = GivenConnection(engine)
        yield engine


@pytest.fixture
def alembic_engine(migration_project: Project, migration_database: sqlalchemy.URL) -> Iterator[sqlalchemy.Engine]:
    """An engine on an empty database of ours, in an application context in which `env.py` uses it too."""
    with handed_over(migration_project, migration_database) as engine:
        yield engine


@pytest.fixture
def alembic_config(migration_project: Project, alembic_engine: sqlalchemy.Engine) -> alembic.config.Config:
    """Alembic's configuration as Flask-Migrate makes it; the engine's application context is the one it needs."""
    return migration_project.configuration()
