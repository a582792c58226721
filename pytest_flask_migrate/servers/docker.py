"""PostgreSQL in a container, by testcontainers."""

import gc
import importlib.util
import re
import time
import warnings
from collections.abc import Callable
from typing import Any

import sqlalchemy

from pytest_flask_migrate.servers.existing import ask
from pytest_flask_migrate.servers.server import NEWEST, NOT_DURABLE, Server, ServerError, short

DEFAULT_IMAGE = f"postgres:{NEWEST}"
PULL_SECONDS = 120
ANSWER_SECONDS = 60  # how long the engine may be silent


def docker(image: str, reason: str, say: Callable[[str], None], *, outlive: bool) -> Server:
    """Start a container of `image`, pulled within `PULL_SECONDS` if need be.

    With `outlive` it is started without the container that removes it once this process has ended.

    Raises:
        ServerError: there is no engine, no such image, or the container does not start.
    """
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
        from testcontainers.core.config import testcontainers_config
    if outlive:
        testcontainers_config.ryuk_disabled = True
    container = PostgresContainer(image, username="postgres", dbname="postgres")
    # Its own data directory, so that one tmpfs serves the images before 18 and since, which keep it elsewhere.
    container.with_env("PGDATA", "/memory/data").with_tmpfs_mount("/memory")
    container.with_command([part for name, value in NOT_DURABLE.items() for part in ("-c", f"{name}={value}")])
    try:
        container.start()
        url = sqlalchemy.make_url(container.get_connection_url())
        version = ask(url, f"the container of {image}")
    except BaseException as error:
        container.stop()
        if isinstance(error, Exception) and not isinstance(error, ServerError):
            raise ServerError(f"a container of {image} did not start ({short(error)})") from None
        raise
    identity = container.get_wrapped_container().short_id
    psql = f"docker exec -it {identity} psql -U postgres {{}}"
    return Server(url, version, f"Docker image {image}", reason, container.stop, psql, f"docker rm -f -v {identity}")


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
            client = DockerClient(timeout=ANSWER_SECONDS).client
            client.ping()
            return client
        except Exception as error:  # docker, requests and urllib3 each raise their own
            why = short(error)
        gc.collect()  # a client that found nobody has left its socket open: let it be closed here
    raise ServerError(f"no Docker engine answers ({why})")


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
        raise ServerError(f"{missing} ({short(error)}): docker pull {image}") from None
