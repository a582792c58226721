"""The hooks: they wire and decide nothing. Without `--migrations` they leave a session as it is."""

import re
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from pytest_flask_migrate import gate, options, sessions
from pytest_flask_migrate.fixtures import (
    migration_database,
    migration_passes,
    migration_project,
    migration_run,
    migration_verdicts,
    migration_walk,
)
from pytest_flask_migrate.report import terminal

GATE = Path(str(gate.__file__)).parent

__all__ = [
    "migration_database",
    "migration_passes",
    "migration_project",
    "migration_run",
    "migration_verdicts",
    "migration_walk",
]


class GateModule(pytest.Module):
    """A module of the gate, whose tests are collected whatever the project calls its own."""

    def funcnamefilter(self, name: str) -> bool:
        """Tell the gate's tests, without the project's `python_functions`."""
        return name.startswith("test_")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options."""
    options.add(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Load the project, start its server, and have the gate collected: alone, or beside the paths given."""
    if not options.is_on(config, options.MIGRATIONS) or config.getoption("help"):
        return
    sessions.project(config)
    if not config.getoption("collectonly"):
        sessions.run(config)
    if config.args_source is not pytest.Config.ArgsSource.ARGS:
        config.args.clear()


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Add the gate's modules to what the session collects.

    As arguments they would bring the conftest files of the folders that the package is installed in.
    """
    report = yield
    if (
        isinstance(collector, pytest.Session)
        and options.is_on(collector.config, options.MIGRATIONS)
        and not any(str(GATE) in argument for argument in collector.config.args)
    ):
        modules = [
            # By an id of our own: pytest has none for what lies outside the project.
            GateModule.from_parent(collector, path=path, nodeid=f"pytest_flask_migrate/gate/{path.name}")
            for path in sorted(GATE.glob("test_*.py"))
        ]
        report.result = [*(report.result or []), *modules]
    return report


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker of pytest-xdist which server to use."""
    if options.is_on(node.config, options.MIGRATIONS):
        node.workerinput["flask_migrate"] = sessions.shared(node.config)


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Say which server was taken and why, and which chain is judged."""
    if not _speaks(config) or config.getoption("collectonly"):
        return []
    project = sessions.project(config)
    heads = ", ".join(project.heads)
    return [f"postgres: {sessions.server(config)}", f"migrations: {len(project.chain)} revisions, head {heads}"]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give each revision its own item."""
    if "migration_revision" in metafunc.fixturenames:
        chain = sessions.project(metafunc.config).chain
        ids = [f"{revision.id}-{re.sub(r'[^a-z0-9]+', '_', revision.message.lower())[:40]}" for revision in chain]
        metafunc.parametrize("migration_revision", chain, ids=ids)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail a run that was to judge migrations and judged none, unless its tests were chosen by hand."""
    config = session.config
    reporter = config.pluginmanager.getplugin("terminalreporter")
    if exitstatus != 0 or reporter is None or not _speaks(config):
        return
    chosen = any(config.getoption(name, None) for name in ("keyword", "deselect", "lf", "collectonly"))
    if not chosen and not terminal.judged(reporter.stats):
        reporter.write_line("ERROR: no migration was judged: the gate's tests were skipped or deselected", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: "pytest.TerminalReporter", config: pytest.Config) -> None:
    """End the run with a line for each revision and each finding."""
    if _speaks(config):
        terminal.write(terminalreporter, config)


def _speaks(config: pytest.Config) -> bool:
    """Tell whether the gate is on in the session that has the server; the workers of pytest-xdist have none."""
    return options.is_on(config, options.MIGRATIONS) and not sessions.is_worker(config)
