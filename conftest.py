"""What every test may use."""

import os
import uuid
from collections.abc import Iterator

import pytest
import sqlalchemy
from sqlalchemy.pool import NullPool

pytest_plugins = ["pytester"]


@pytest.fixture
def engine() -> Iterator[sqlalchemy.Engine]:
    """An engine on an empty PostgreSQL database that is dropped afterwards."""
    url = sqlalchemy.make_url(
        os.environ.get("TEST_POSTGRES_URL", "postgresql+psycopg2://postgres:test@127.0.0.1:55432/postgres")
    )
    admin = sqlalchemy.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    name = f"t_{uuid.uuid4().hex[:12]}"
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    try:
        yield sqlalchemy.create_engine(url.set(database=name), poolclass=NullPool)
    finally:
        with admin.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
