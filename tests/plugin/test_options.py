"""Each option by flag, by environment and by ini, the strongest first; and shown to be used."""

import pytest
from stock import ADD_SLUG, StockProject

from pytest_flask_migrate import databases, guard
from pytest_flask_migrate.databases import Run


def given(project: StockProject, how: str, name: str, value: str) -> list[str]:
    """Give an option in one of its three ways, and return the arguments for pytest."""
    if how == "environment":
        project.environment.setenv(f"PYTEST_{name.upper()}", value)
    if how == "ini":
        project.pytester.makeini(f"[pytest]\n{name} = {value}\n")
    if how == "flag":
        flag = f"--{name.replace('_', '-')}"
        return [flag] if value == "true" else [f"{flag}={value}"]
    return []


EACH_WAY = pytest.mark.parametrize("how", ["flag", "environment", "ini"])


@EACH_WAY
def test_migrations(stock: StockProject, how: str) -> None:
    """The gate is asked for in three ways."""
    result = stock.pytester.runpytest_subprocess("-p", "no:randomly", *given(stock, how, "migrations", "true"))
    result.stdout.fnmatch_lines(["2 revisions judged*"])


@EACH_WAY
def test_postgres(stock: StockProject, how: str) -> None:
    """The server is chosen in three ways."""
    stock.environment.delenv("PYTEST_POSTGRES")
    result = stock.gate("-k", "single_head", *given(stock, how, "postgres", stock.server))
    result.stdout.fnmatch_lines(["postgres: PostgreSQL *(its URL was given)"])


@EACH_WAY
def test_postgres_image(stock: StockProject, how: str) -> None:
    """The image is chosen in three ways: one with a bad name is refused by that name."""
    stock.environment.setenv("DOCKER_HOST", "unix:///nowhere/docker.sock")
    result = stock.gate("--postgres=docker", *given(stock, how, "postgres_image", "NO IMAGE"))
    assert "'NO IMAGE' is no name of an image" in result.stderr.str()


@EACH_WAY
def test_migrations_keep(stock: StockProject, how: str, migration_run: Run) -> None:
    """A failed run keeps its database when asked in one of three ways, and prints how to connect."""
    stock.revision("0bad09eca9b4", "da0e365b163c", ADD_SLUG[0], "pass")
    result = stock.gate(*given(stock, how, "migrations_keep", "true"))
    kept = [line.rpartition("/")[2] for line in result.outlines if line.startswith("kept: ")]
    kept = [name.partition("?")[0].strip("'") for name in kept]
    assert [name.split("_")[2] for name in kept] == ["empty", "walk"]
    for name in kept:
        database = migration_run.server.set(database=name)
        with guard.engine(database).connect() as connection:
            assert connection.exec_driver_sql("SELECT current_database()").scalar() == name
        databases.drop(migration_run, database)


def test_passing_run_keeps_nothing(stock: StockProject) -> None:
    """A run without a finding keeps nothing, asked or not."""
    stock.gate("--migrations-keep").stdout.no_fnmatch_line("kept:*")


@pytest.mark.parametrize(
    ("flag", "environment", "ini", "strongest"),
    [("bad-flag", "bad-environment", "bad-ini", "bad-flag"), (None, "bad-environment", "bad-ini", "bad-environment")],
    ids=["flag over all", "environment over ini"],
)
def test_strongest_wins(stock: StockProject, flag: str | None, environment: str, ini: str, strongest: str) -> None:
    """A flag is stronger than the environment, which is stronger than the ini."""
    stock.environment.setenv("PYTEST_POSTGRES", environment)
    stock.pytester.makeini(f"[pytest]\npostgres = {ini}\n")
    result = stock.gate(*([f"--postgres={flag}"] if flag else []))
    assert f"not {strongest!r}" in result.stderr.str()


def test_auto_leaves_it_to_the_weaker(stock: StockProject) -> None:
    """`--postgres=auto` takes the URL that the environment gives."""
    stock.gate("--postgres=auto", "-k", "single_head").stdout.fnmatch_lines(["postgres: *(its URL was given)"])


@pytest.mark.parametrize("option", ["--migrations", "--postgres", "--postgres-image", "--migrations-keep"])
def test_help_names_every_option(stock: StockProject, option: str) -> None:
    """`pytest --help` explains each option, and starts nothing."""
    result = stock.gate("--help")
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines([f"*{option}*"])
