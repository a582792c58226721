"""Bad input: one clear sentence, a non-zero exit code, no traceback, and nothing left behind."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from stock import POST, StockProject

from pytest_flask_migrate import guard
from pytest_flask_migrate.databases import Run
from pytest_flask_migrate.servers import DEFAULT_IMAGE, ServerError, docker_client

SLEEPS = """
with open("asleep", "w") as file:
    file.write(op.get_bind().engine.url.database)
op.execute("SELECT pg_sleep(300)")
"""

Break = Callable[[StockProject], object]


def write(name: str, text: str) -> Break:
    """Return what writes a file into the project."""
    return lambda project: (project.path / name).write_text(textwrap.dedent(text))


BROKEN: list[tuple[str, Break, str]] = [
    (
        "no migrations folder",
        lambda p: shutil.rmtree(p.path / "migrations"),
        r"no migrations in .*: run `flask db init`",
    ),
    (
        "no application",
        write("app.py", "app = None\n"),
        r"no Flask application to load: Failed to find Flask application or factory in module 'app'",
    ),
    (
        "application named that is not there",
        lambda p: p.environment.setenv("FLASK_APP", "nowhere"),
        r"Could not import 'nowhere'",
    ),
    (
        "two applications",
        write("app.py", "from flask import Flask\none = Flask('one')\ntwo = Flask('two')\n"),
        r"no Flask application to load: .*multiple Flask applications",
    ),
    (
        "application without Flask-Migrate",
        write("app.py", "from flask import Flask\napp = Flask('app')\n"),
        r"'app' has no Flask-Migrate: call Migrate\(app, db\)",
    ),
    ("application raises at import", write("app.py", "\n\n1 / 0\n"), r"app\.py:3: ZeroDivisionError: division by zero"),
    (
        "application imports what is not there",
        write("app.py", "import nothing_of_that_name\n"),
        r"no Flask application to load: .*No module named 'nothing_of_that_name'",
    ),
    ("application exits", write("app.py", "import sys\nsys.exit(3)\n"), r"cannot be loaded: app\.py:2: SystemExit: 3"),
    (
        "application without its environment variable",
        write("app.py", "import os\nos.environ['NOT_SET_ANYWHERE']\n"),
        r"app\.py:2: KeyError: 'NOT_SET_ANYWHERE'",
    ),
    (
        "application connects while it is made",
        lambda p: p.app(POST + "\nwith app.app_context():\n    db.create_all()\n"),
        r"opens a connection while it is made: a connection to the sqlite database .*app\.db' was refused",
    ),
    (
        "revision with a syntax error",
        lambda p: (p.versions / "0bad09eca9b4_.py").write_text("revision = '0bad09eca9b4'\ndef upgrade(:\n"),
        r"the chain cannot be read: migrations/versions/0bad09eca9b4_\.py:2: SyntaxError",
    ),
    (
        "missing down_revision",
        lambda p: p.revision("0bad09eca9b4", "feedfeedfeed", "pass", "pass"),
        r"the chain cannot be read: .*feedfeedfeed",
    ),
    (
        "two revisions with one id",
        lambda p: shutil.copy(p.versions / "0bad09eca9b4_.py", p.versions / "copy.py"),
        r"the chain cannot be read: .*0bad09eca9b4 is present more than once",
    ),
    (
        "empty chain",
        lambda p: [script.rename(script.with_suffix(".txt")) for script in p.versions.glob("*.py")],
        r"the chain in .*versions is empty.*run `flask db migrate`",
    ),
]


@pytest.mark.parametrize(("do", "said"), [pytest.param(*rest, id=name) for name, *rest in BROKEN])
def test_project_that_cannot_be_judged(stock: StockProject, do: Break, said: str) -> None:
    """What is wrong with the project is said in one sentence, with exit code 4."""
    do(stock)
    assert_one_sentence(stock.gate(), said)


SERVERS = [
    ("unknown word", "cloud", r"--postgres takes auto, docker, embedded or a URL like .*, not 'cloud'"),
    ("another database", "mysql://me:hush-hush@localhost/x", r"--postgres takes auto, .* not one of mysql"),
    ("port that is no number", "postgresql://me:hush-hush@localhost:port/x", r"cannot be read as one"),
    ("driver that nobody knows", "postgresql+foo://me:hush-hush@localhost/x", r"cannot be used by postgresql\+foo"),
    (
        "password as a parameter",
        "postgresql://127.0.0.1:1/postgres?user=me&password=hush-hush",
        r"no PostgreSQL at postgresql\+psycopg2://me:\*\*\*@127\.0\.0\.1:1/postgres: ",
    ),
    (
        "nobody answers",
        "postgresql://me:hush-hush@127.0.0.1:1/postgres",
        r"no PostgreSQL at postgresql\+psycopg2://me:\*\*\*@127\.0\.0\.1:1/postgres: .*Connection refused",
    ),
    ("no such socket", "postgresql:///postgres?host=/nowhere", r"no PostgreSQL at .*/nowhere.*No such file"),
]


@pytest.mark.parametrize(("url", "said"), [pytest.param(*rest, id=name) for name, *rest in SERVERS])
def test_server_that_cannot_be_had(stock: StockProject, url: str, said: str) -> None:
    """What is wrong with the server is said in one sentence without the password."""
    result = stock.gate(f"--postgres={url}")
    assert_one_sentence(result, said)
    assert "hush-hush" not in result.stdout.str() + result.stderr.str()


def test_wrong_password(stock: StockProject, migration_run: Run) -> None:
    """A wrong password is called so and not printed."""
    if not migration_run.server.password:
        pytest.skip("Docker, or another server that asks for a password: this one lets everybody in")
    url = migration_run.server.set(password="hush-hush").render_as_string(hide_password=False)
    result = stock.gate(f"--postgres={url}")
    assert_one_sentence(result, r"no PostgreSQL at .*password authentication failed")
    assert "hush-hush" not in result.stdout.str() + result.stderr.str()


def test_role_that_may_not_create_databases(stock: StockProject, migration_run: Run) -> None:
    """A role without CREATEDB is named, with the statement that helps."""
    role = f"pfm_weak_{migration_run.token}"
    with guard.engine(migration_run.server, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.exec_driver_sql(f"CREATE ROLE {role} LOGIN PASSWORD 'weak'")
        try:
            url = migration_run.server.set(username=role, password="weak").render_as_string(hide_password=False)
            assert_one_sentence(stock.gate(f"--postgres={url}"), f"ALTER ROLE {role} CREATEDB")
        finally:
            connection.exec_driver_sql(f"DROP ROLE {role}")


def test_no_docker_engine(stock: StockProject, monkeypatch: pytest.MonkeyPatch) -> None:
    """Docker asked for where no engine answers is one sentence."""
    monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere/docker.sock")
    assert_one_sentence(stock.gate("--postgres=docker"), r"no Docker engine answers")


def test_no_docker_engine_is_no_trouble_for_auto(stock: StockProject, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a Docker engine `auto` takes the embedded server and says why."""
    monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere/docker.sock")
    monkeypatch.delenv("PYTEST_POSTGRES")
    result = stock.gate("--postgres=auto")
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["postgres: PostgreSQL *, embedded (no Docker engine answers*"])


ENV_PY = [
    ("runs no migration", "    pass", r"env\.py ran to its end without context\.run_migrations"),
    (
        "hides an error",
        "    try:\n        context.run_migrations()\n    except Exception:\n        connection.rollback()",
        r"env\.py hid an error of 0bad09eca9b4",
    ),
    (
        "fails after the last revision",
        "    context.run_migrations()\n    if context.get_context().get_current_heads():\n        1 / 0",
        r"env\.py fails after the last revision: ZeroDivisionError",
    ),
]


@pytest.mark.parametrize(("end", "said"), [pytest.param(*rest, id=name) for name, *rest in ENV_PY])
def test_env_py_that_does_not_cooperate(stock: StockProject, end: str, said: str) -> None:
    """An `env.py` that does not let its revisions be applied is one sentence with exit code 4."""
    (stock.path / "migrations" / "env.py").write_text(
        "from alembic import context\nfrom flask import current_app\n"
        "with current_app.extensions['migrate'].db.engine.connect() as connection:\n"
        f"    context.configure(connection=connection)\n{end}\n"
    )
    stock.revision("0bad09eca9b4", "da0e365b163c", "1 / 0" if "except" in end else "pass", "pass")
    result = stock.gate()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert re.search(said, result.stdout.str()), result.stdout.str()
    assert "Traceback" not in result.stdout.str()


def test_interrupt_leaves_nothing_behind(stock: StockProject, migration_run: Run) -> None:
    """Ctrl-C in the middle of a walk ends it with pytest's exit code 2, and no database is left."""
    stock.revision("c0ffee000003", "0bad09eca9b4", SLEEPS, "pass")
    assert interrupted(stock, signal.SIGINT, f"--postgres={stock.server}") == pytest.ExitCode.INTERRUPTED
    assert_no_database_is_left(stock, migration_run)


def test_termination_leaves_nothing_behind(stock: StockProject, migration_run: Run) -> None:
    """SIGTERM, as from a cancelled CI job, is treated as Ctrl-C."""
    stock.revision("c0ffee000003", "0bad09eca9b4", SLEEPS, "pass")
    assert interrupted(stock, signal.SIGTERM, f"--postgres={stock.server}") == pytest.ExitCode.INTERRUPTED
    assert_no_database_is_left(stock, migration_run)


def test_interrupt_stops_the_embedded_server(stock: StockProject) -> None:
    """Ctrl-C in the middle of a walk ends the embedded server too, and removes its folder."""
    stock.revision("c0ffee000003", "0bad09eca9b4", SLEEPS, "pass")
    with tempfile.TemporaryDirectory() as short:  # a socket's path has a limit that pytest's own folders exceed
        stock.environment.setenv("TMPDIR", short)
        assert interrupted(stock, signal.SIGINT, "--postgres=embedded") == pytest.ExitCode.INTERRUPTED
        assert not list(Path(short).glob("pytest-flask-migrate-*"))
        processes = [process.cmdline() for process in psutil.process_iter() if process.status() != psutil.STATUS_ZOMBIE]
        assert not [line for line in processes if any(short in word for word in line)]


def test_folder_too_deep_for_a_socket(stock: StockProject) -> None:
    """Where the embedded server cannot make its socket, the sentence says what to set."""
    deep = stock.path / ("deep" * 25)
    deep.mkdir()
    stock.environment.setenv("TMPDIR", str(deep))
    stock.environment.setenv("XDG_RUNTIME_DIR", str(deep))
    assert_one_sentence(stock.gate("--postgres=embedded"), r"the embedded PostgreSQL did not start .*TMPDIR")
    assert not list(deep.glob("pytest-flask-migrate-*"))


@pytest.fixture
def docker() -> Iterator[Any]:
    """A client of the Docker engine; where none answers, the test is skipped by that name."""
    try:
        client = docker_client()
    except ServerError as error:
        pytest.skip(f"Docker: {error}")
    yield client
    client.close()


@pytest.mark.usefixtures("docker")
def test_image_that_is_nowhere(stock: StockProject) -> None:
    """An image that is absent and cannot be pulled is one sentence with the command that would pull it."""
    result = stock.gate("--postgres=docker", "--postgres-image=postgres:nowhere")
    assert_one_sentence(result, r"the image postgres:nowhere is not there and could not be pulled \(.*: docker pull")


def test_interrupt_removes_the_container(stock: StockProject, docker: Any) -> None:
    """Ctrl-C in the middle of a walk removes the container."""
    stock.revision("c0ffee000003", "0bad09eca9b4", SLEEPS, "pass")
    name = f"interrupted-{uuid.uuid4().hex[:12]}:18"  # its own name, so that its containers are known by it
    image = docker.images.get(DEFAULT_IMAGE)
    image.tag(name)
    try:
        code = interrupted(stock, signal.SIGINT, "--postgres=docker", f"--postgres-image={name}")
        assert code == pytest.ExitCode.INTERRUPTED
        assert not [one for one in docker.containers.list(all=True) if name in one.attrs["Config"]["Image"]]
    finally:
        docker.images.remove(name)


def interrupted(project: StockProject, how: signal.Signals, *arguments: str) -> int:
    """Run the gate, send it a signal once the sleeping revision is reached, and return its exit code."""
    command = [sys.executable, "-m", "pytest", "--migrations", "-p", "no:randomly", *arguments]
    environment = {**os.environ, "PYTEST_POSTGRES": ""}
    with subprocess.Popen(
        command, cwd=project.path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("collected"):
                break
        wait_until_asleep(project, process)
        process.send_signal(how)
        printed = process.stdout.read()
        assert "Traceback" not in printed or "KeyboardInterrupt" in printed
        return process.wait(60)


def wait_until_asleep(project: StockProject, process: subprocess.Popen[str]) -> None:
    """Wait until the walk has come to the revision that sleeps, for at most 60 s."""
    deadline = time.monotonic() + 60
    while not (project.path / "asleep").exists():
        assert time.monotonic() < deadline, "the walk did not come to the revision that sleeps"
        assert process.poll() is None, process.stdout.read() if process.stdout else ""
        time.sleep(0.1)


def assert_one_sentence(result: pytest.RunResult, said: str) -> None:
    """Check that pytest ended with a usage error that says `said`, and nothing else of note."""
    errors = [line for line in result.errlines if line]
    assert result.ret == pytest.ExitCode.USAGE_ERROR, result.stdout.str() + result.stderr.str()
    assert len(errors) == 1, errors
    assert re.search(said, errors[0]), errors[0]
    assert "Traceback" not in result.stdout.str()


def assert_no_database_is_left(project: StockProject, run: Run) -> None:
    """Check that the interrupted run, which one of its revisions has named, has no database on the server."""
    prefix = "_".join((project.path / "asleep").read_text().split("_")[:2])
    with guard.engine(run.server).connect() as connection:
        names = connection.exec_driver_sql("SELECT datname FROM pg_database").scalars().all()
    assert prefix.startswith("pfm_")
    assert not [name for name in names if name.startswith(prefix)]
