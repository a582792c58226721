"""Says which revision the walk has come to, while it walks."""

import time
from collections.abc import Callable

import pytest

from pytest_flask_migrate.project import Revision

QUIET_SECONDS = 5.0


def on(config: pytest.Config) -> Callable[[int, int, Revision], None]:
    """Return what hears of each revision: on a terminal one line moves along, elsewhere one appears now and then."""
    reporter = config.pluginmanager.getplugin("terminalreporter")
    capture = config.pluginmanager.getplugin("capturemanager")
    if reporter is None or config.get_verbosity() < 0:
        return lambda *_: None
    said = time.monotonic()

    def hear(number: int, total: int, revision: Revision) -> None:
        nonlocal said
        if not reporter.isatty and time.monotonic() - said < QUIET_SECONDS:
            return
        said = time.monotonic()
        line = f"migrations {number}/{total} {revision}"[:100]
        with capture.global_and_fixture_disabled():
            if reporter.isatty:
                reporter.rewrite(line, erase=True)
            else:
                reporter.ensure_newline()
                reporter.write_line(line)

    return hear
