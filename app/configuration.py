"""Where the settings come from."""

import os
from collections.abc import Mapping

from sqlalchemy import URL, make_url

# Flask-SQLAlchemy puts a relative SQLite file into the instance folder.
FALLBACK = "sqlite:///post.db"


def settings(given: Mapping[str, object]) -> dict[str, object]:
    """Complete the given settings with the environment's, as it is now, and with defaults."""
    given_url = given.get("SQLALCHEMY_DATABASE_URI") or os.environ.get("DATABASE_URL") or FALLBACK
    url = database_url(given_url if isinstance(given_url, URL) else str(given_url))
    return {
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(url),
        "POSTS_PER_PAGE": 10,
        **given,
        # Flask-SQLAlchemy takes a URL too, but printed it would lack the password.
        "SQLALCHEMY_DATABASE_URI": url.render_as_string(hide_password=False),
    }


def database_url(given: str | URL) -> URL:
    """Say which driver a PostgreSQL URL without one is for: psycopg2.

    Hosting platforms hand out ``postgres://``, which SQLAlchemy does not know, and SQLAlchemy 2.1
    takes ``postgresql://`` for psycopg 3.
    """
    url = make_url(given)
    if url.drivername in ("postgres", "postgresql"):
        return url.set(drivername="postgresql+psycopg2")
    return url


def engine_options(url: URL) -> dict[str, object]:
    """Choose the options of the engine for a database: a server may restart, or never say a word."""
    options: dict[str, object] = {"pool_pre_ping": True}
    if url.get_backend_name() == "postgresql":
        # Seconds; libpq's default is to wait for ever (manual, chapter "Parameter Key Words").
        options["connect_args"] = {"connect_timeout": 3}
    return options
