"""What one pytest session holds: its server, its run, and the project under the gate."""

import contextlib
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

import pytest
import sqlalchemy

from pytest_flask_migrate import databases, options, servers
from pytest_flask_migrate.databases import Run
from pytest_flask_migrate.project import Project, ProjectError, load
from pytest_flask_migrate.servers import Server, ServerError

_SERVER = pytest.StashKey[Server]()
_RUN = pytest.StashKey[Run]()
_PROJECT = pytest.StashKey[Project]()


def project(config: pytest.Config) -> Project:
    """Return the project in the current folder, loaded once.

    Raises:
        pytest.UsageError: it cannot be judged as it is.
    """
    if _PROJECT not in config.stash:
        try:
            config.stash[_PROJECT] = load(Path.cwd())
        except ProjectError as error:
            raise pytest.UsageError(str(error)) from None
    return config.stash[_PROJECT]


def run(config: pytest.Config) -> Run:
    """Return the session's run; a worker of pytest-xdist joins that of its controller, which has the server.

    Raises:
        pytest.UsageError: no server can be had.
    """
    if _RUN not in config.stash:
        if is_worker(config):
            given = config.workerinput["flask_migrate"]  # type: ignore[attr-defined]  # pytest-xdist's
            config.stash[_RUN] = Run(sqlalchemy.make_url(given["server"]), given["token"], _keep(config))
        else:
            config.stash[_RUN] = Run(server(config).url, keep=_keep(config))
    return config.stash[_RUN]


def is_worker(config: pytest.Config) -> bool:
    """Tell whether this session is a worker of pytest-xdist that was told of its controller's server."""
    return "flask_migrate" in getattr(config, "workerinput", {})


def server(config: pytest.Config) -> Server:
    """Return the session's server, started once; never in a worker, which uses its controller's.

    Raises:
        pytest.UsageError: no server can be had.
    """
    assert not is_worker(config)
    if _SERVER not in config.stash:
        choice, image = options.server_choice(config), options.value(config, options.IMAGE)
        interrupt_on_termination(config)
        try:
            config.stash[_SERVER] = servers.start(
                choice, image, say=_say(config), outlive=options.is_on(config, options.KEEP)
            )
        except ServerError as error:
            raise pytest.UsageError(str(error)) from None
        config.add_cleanup(lambda: _clean_up(config))
    return config.stash[_SERVER]


def shared(config: pytest.Config) -> dict[str, str]:
    """Return what a worker of pytest-xdist has to know of its controller's server."""
    here = run(config)
    return {"server": here.server.render_as_string(hide_password=False), "token": here.token}


def kept(config: pytest.Config) -> list[str]:
    """Return how to connect to each database that is kept, and how to be rid of the server."""
    if _RUN not in config.stash or not config.stash[_RUN].keep():
        return []
    here = server(config)
    lines = [here.psql.replace("{}", str(database.database)) for database in databases.left(config.stash[_RUN])]
    return [*lines, f"the server goes on; to end it: {here.end}"] if here.end else lines


def interrupt_on_termination(config: pytest.Config) -> None:
    """Treat SIGTERM as Ctrl-C, so that a cancelled CI job leaves no server behind."""

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    with contextlib.suppress(ValueError):  # pytest does not run in the main thread
        if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
            signal.signal(signal.SIGTERM, interrupt)
            config.add_cleanup(_terminate_as_before)


def _terminate_as_before() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _keep(config: pytest.Config) -> Callable[[], bool]:
    """Return whether the databases of a session that has failed so far are to be kept."""

    def keep() -> bool:
        session = config.pluginmanager.getplugin("session")
        failed = getattr(session, "testsfailed", 0)
        return bool(failed) and options.is_on(config, options.KEEP)

    return keep


def _say(config: pytest.Config) -> Callable[[str], None]:
    reporter = config.pluginmanager.getplugin("terminalreporter")
    return reporter.write_line if reporter is not None else lambda _: None


def _clean_up(config: pytest.Config) -> None:
    here = config.stash.get(_RUN, None)
    if here is not None and here.keep():
        return
    with _undisturbed(), contextlib.ExitStack() as at_last:
        at_last.callback(config.stash[_SERVER].stop)
        if here is not None:
            for database in databases.left(here):
                databases.drop(here, database)


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Let a second Ctrl-C wait until nothing is left behind."""
    try:
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    except ValueError:  # pytest does not run in the main thread
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
