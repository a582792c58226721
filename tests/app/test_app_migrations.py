"""The chain by real ``flask db`` processes, from the project's root."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy
from app_helpers import flask, migrate
from sqlalchemy import Engine
from sqlalchemy.pool import NullPool

CREATE_POST, ADD_SLUG = "da0e365b163c", "0bad09eca9b4"


@pytest.fixture(params=["PostgreSQL", "SQLite"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    """An empty database of each kind that the chain runs on."""
    if request.param == "SQLite":
        return sqlalchemy.create_engine(f"sqlite:///{tmp_path / 'post.db'}", poolclass=NullPool)
    engine: Engine = request.getfixturevalue("engine")
    return engine


def columns(database: Engine) -> list[str]:
    """The columns of the table of posts, none when it is not there."""
    inspector = sqlalchemy.inspect(database)
    if not inspector.has_table("post"):
        return []
    return [column["name"] for column in inspector.get_columns("post")]


def test_heads_with_nothing_exported() -> None:
    """``flask db`` finds the application and its chain with nothing in the environment."""
    result = flask("db", "heads")
    assert result.returncode == 0, result.stderr
    assert result.stdout.strip() == f"{ADD_SLUG} (head)"


def test_up_and_down(database: Engine) -> None:
    """Each revision does what it says on the way up and undoes it on the way down, twice."""
    for _ in range(2):
        migrate(database.url, "upgrade", CREATE_POST)
        assert columns(database) == ["id", "title", "content"]
        migrate(database.url, "upgrade", ADD_SLUG)
        assert columns(database) == ["id", "title", "content", "slug"]
        migrate(database.url, "downgrade", CREATE_POST)
        assert columns(database) == ["id", "title", "content"]
        migrate(database.url, "downgrade", "base")
        assert columns(database) == []


def test_rows_survive(database: Engine) -> None:
    """A post keeps its title and content while the slug comes, goes and comes again."""
    migrate(database.url, "upgrade", CREATE_POST)
    with database.begin() as connection:
        connection.exec_driver_sql("INSERT INTO post (title, content) VALUES ('kept', 'words')")
    for direction, revision in (("upgrade", ADD_SLUG), ("downgrade", CREATE_POST), ("upgrade", ADD_SLUG)):
        migrate(database.url, direction, revision)
        with database.connect() as connection:
            rows = connection.exec_driver_sql("SELECT id, title, content FROM post").all()
        assert [tuple(row) for row in rows] == [(1, "kept", "words")]


def test_sqlite_agrees_with_models(tmp_path: Path) -> None:
    """On SQLite too, the chain and the models agree, the primary key's name included."""
    file = tmp_path / "post.db"
    migrate(f"sqlite:///{file}", "upgrade")
    migrate(f"sqlite:///{file}", "downgrade", CREATE_POST)
    migrate(f"sqlite:///{file}", "upgrade")
    migrate(f"sqlite:///{file}", "check")
    with closing(sqlite3.connect(file)) as connection:
        (statement,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'post'").fetchone()
    assert "CONSTRAINT post_pkey PRIMARY KEY" in statement
