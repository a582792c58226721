"""A server that somebody else started, given by its URL; and what every server is asked first."""

import importlib.util

import sqlalchemy

from pytest_flask_migrate import guard
from pytest_flask_migrate.servers.server import OLDEST, Server, ServerError, first_line

CONNECT_SECONDS = 5
SECRET = ("password", "sslpassword", "passfile", "user")


def existing(text: str) -> Server:
    """Use the server at a URL; `stop` leaves it alone.

    Raises:
        ServerError: nobody answers there, or the role may not create databases.
    """
    url = parse_url(text)
    if url.database is None:
        url = url.set(database="postgres")
    version = ask(url, shown(url))
    origin = f"at {url.host or url.query.get('host') or 'the local socket'}:{url.port or 5432}"
    return Server(url, version, origin, "its URL was given", lambda: None, psql(url))


def parse_url(text: str) -> sqlalchemy.URL:
    """Read a PostgreSQL URL; a scheme without a driver gets psycopg2 where it is installed, else psycopg.

    SQLAlchemy 2.1 takes `postgresql://` for psycopg 3, and knows no `postgres://` at all. A user and a password
    among the parameters are moved to where they are hidden.

    Raises:
        ServerError: it is not a PostgreSQL URL.
    """
    like = "--postgres takes auto, docker, embedded or a URL like postgresql://user:password@localhost:5432/postgres"
    if ":" not in text:  # a word, which holds no password
        raise ServerError(f"{like}, not {text!r}")
    try:
        url = sqlalchemy.make_url(text)
    except (sqlalchemy.exc.ArgumentError, ValueError):
        raise ServerError(f"{like}, and what was given cannot be read as one") from None
    if url.get_backend_name() not in ("postgres", "postgresql"):
        raise ServerError(f"{like}, not one of {url.get_backend_name()}")
    if url.drivername in ("postgres", "postgresql"):
        driver = "psycopg2" if importlib.util.find_spec("psycopg2") else "psycopg"
        url = url.set(drivername=f"postgresql+{driver}")
    user, password = url.query.get("user"), url.query.get("password")
    if isinstance(user, str):
        url = url.set(username=user)
    if isinstance(password, str):
        url = url.set(password=password)
    return url.difference_update_query(["user", "password"])


def shown(url: sqlalchemy.URL) -> str:
    """Write a URL without anything that may be secret."""
    return url.difference_update_query(SECRET).render_as_string(hide_password=True)


def psql(url: sqlalchemy.URL) -> str:
    """Say how to connect by hand to a database on the same server, whose name stands for `{}`."""
    plain = sqlalchemy.URL.create("postgresql", url.username, None, url.host, url.port, "{}", url.query)
    return f"psql '{shown(plain).replace('%7B%7D', '{}')}'"


def ask(url: sqlalchemy.URL, where: str) -> str:
    """Return the version of the server at `url`, once it is sure that databases can be created there.

    Raises:
        ServerError: it cannot be used.
    """
    try:
        engine = guard.engine(url, connect_args={"connect_timeout": CONNECT_SECONDS})
        with engine.connect() as connection:
            version, number, role, may = connection.exec_driver_sql(
                "SELECT current_setting('server_version'), current_setting('server_version_num')::int,"
                " current_user, rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            ).one()
    except sqlalchemy.exc.OperationalError as error:
        raise ServerError(f"no PostgreSQL at {where}: {first_line(error)}") from None
    except (sqlalchemy.exc.SQLAlchemyError, ImportError, TypeError) as error:
        raise ServerError(f"the server at {where} cannot be used by {url.drivername}: {first_line(error)}") from None
    if number < OLDEST * 10000:
        raise ServerError(f"PostgreSQL {version} at {where} is older than {OLDEST}, the oldest one supported")
    if not may:
        raise ServerError(
            f"the role {role} at {where} may not create databases, and the gate works only in databases of its own:"
            f" run ALTER ROLE {role} CREATEDB there, or use another role"
        )
    return str(version).split()[0]
