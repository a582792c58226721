"""Settings come from the environment and from the caller, and PostgreSQL means psycopg2."""

from pathlib import Path

import pytest
from sqlalchemy import URL

from app import create_app
from app.extensions import db


@pytest.mark.parametrize(
    ("given", "used"),
    [
        pytest.param("postgres://a:b@host/c", "postgresql+psycopg2://a:b@host/c", id="a hosting platform's"),
        pytest.param("postgresql://a:b@host/c", "postgresql+psycopg2://a:b@host/c", id="libpq's"),
        pytest.param("postgresql+psycopg2://a@host/c", "postgresql+psycopg2://a@host/c", id="the driver's own"),
        pytest.param("postgresql://a:p%40%25s@host/c", "postgresql+psycopg2://a:p%40%25s@host/c", id="escaped"),
        pytest.param(
            "postgresql://host/c?sslmode=require",
            "postgresql+psycopg2://host/c?sslmode=require",
            id="options",
        ),
        pytest.param("sqlite:////tmp/post.db", "sqlite:////tmp/post.db", id="SQLite"),
    ],
)
def test_database_url(monkeypatch: pytest.MonkeyPatch, given: str, used: str) -> None:
    """A PostgreSQL URL without a driver is for psycopg2, and every other URL stays as it is."""
    monkeypatch.setenv("DATABASE_URL", given)
    assert create_app().config["SQLALCHEMY_DATABASE_URI"] == used


@pytest.mark.parametrize("unset", [pytest.param(None, id="absent"), pytest.param("", id="empty")])
def test_sqlite_fallback(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, unset: str | None) -> None:
    """Without a URL the database is a SQLite file in the instance folder."""
    if unset is None:
        monkeypatch.delenv("DATABASE_URL", raising=False)
    else:
        monkeypatch.setenv("DATABASE_URL", unset)
    app = create_app()
    with app.app_context():
        assert db.engine.url.get_backend_name() == "sqlite"
        assert db.engine.url.database is not None
        assert Path(db.engine.url.database).parent == Path(app.instance_path)


def test_caller_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    """A setting given to the factory wins over the environment's, and is normalised as well."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://environment/posts")
    url = URL.create("postgresql", "a", "secret", "caller", database="posts")
    app = create_app({"SQLALCHEMY_DATABASE_URI": url, "POSTS_PER_PAGE": 3})
    assert app.config["SQLALCHEMY_DATABASE_URI"] == "postgresql+psycopg2://a:secret@caller/posts"
    assert app.config["POSTS_PER_PAGE"] == 3


def test_environment_is_read_late(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment counts as it is when the application is made, not as it was at import."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://first/posts")
    create_app()
    monkeypatch.setenv("DATABASE_URL", "postgresql://second/posts")
    assert create_app().config["SQLALCHEMY_DATABASE_URI"] == "postgresql+psycopg2://second/posts"
