"""``flask seed`` creates the example post once, however often and by however many it is run."""

import subprocess
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
import sqlalchemy
from app_helpers import ROOT, environment, flask, flask_command, free_port, migrate
from sqlalchemy import Engine, func, select
from sqlalchemy.pool import NullPool

from app.models import Post

EXAMPLE = ("Example post", "Hello world!", "example-post")


@pytest.fixture(params=["PostgreSQL", "SQLite"])
def migrated(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    """A database of each kind, at the chain's head."""
    if request.param == "SQLite":
        engine = sqlalchemy.create_engine(f"sqlite:///{tmp_path / 'post.db'}", poolclass=NullPool)
    else:
        engine = request.getfixturevalue("engine")
    migrate(engine.url, "upgrade")
    return engine


def posts(engine: Engine) -> list[tuple[str | None, ...]]:
    """Every post's title, content and slug."""
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(select(Post.title, Post.content, Post.slug))]


def started(stack: ExitStack, engine: Engine) -> subprocess.Popen[str]:
    """A ``flask seed`` that runs beside us."""
    return stack.enter_context(
        subprocess.Popen(
            flask_command("seed"),
            cwd=ROOT,
            env=environment(engine.url),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    )


def wait_for_blocked(engine: Engine, count: int) -> None:
    """Return once so many sessions of the database wait for a lock."""
    activity = sqlalchemy.table("pg_stat_activity", sqlalchemy.column("wait_event_type"), sqlalchemy.column("datname"))
    blocked = select(func.count()).where(
        activity.c.datname == func.current_database(), activity.c.wait_event_type == "Lock"
    )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with engine.connect() as connection:
            if connection.execute(blocked).scalar_one() == count:
                return
        time.sleep(0.1)
    raise AssertionError(f"{count} processes did not come to wait")


def test_first_and_second_time(migrated: Engine) -> None:
    """The first run creates the post and says so, the second does nothing and says nothing."""
    first = flask("seed", url=migrated.url)
    assert (first.returncode, first.stdout) == (0, "Created post!\n"), first.stderr
    second = flask("seed", url=migrated.url)
    assert (second.returncode, second.stdout) == (0, ""), second.stderr
    assert posts(migrated) == [EXAMPLE]


def test_beside_other_posts(migrated: Engine) -> None:
    """A post that someone wrote is neither touched nor taken for the example."""
    with migrated.begin() as connection:
        connection.execute(sqlalchemy.insert(Post).values(title="Example post"))
    assert flask("seed", url=migrated.url).stdout == "Created post!\n"
    assert posts(migrated) == [("Example post", None, None), EXAMPLE]


def test_eight_at_once(migrated: Engine) -> None:
    """Of eight processes at once one creates the post, and all succeed."""
    with ExitStack() as stack:
        if migrated.dialect.name == "postgresql":
            # Held until all eight stand before the table, so that none can come too late to collide.
            holder = stack.enter_context(migrated.connect())
            holder.exec_driver_sql("LOCK TABLE post IN EXCLUSIVE MODE")
        processes = [started(stack, migrated) for _ in range(8)]
        if migrated.dialect.name == "postgresql":
            wait_for_blocked(migrated, count=8)
            holder.rollback()
        outputs = [process.communicate(timeout=60)[0] for process in processes]
    assert [process.returncode for process in processes] == [0] * 8, outputs
    assert sorted(outputs) == [""] * 7 + ["Created post!\n"]
    assert posts(migrated) == [EXAMPLE]


@pytest.mark.parametrize("target", [pytest.param("base", id="no table"), pytest.param("da0e365b163c", id="no slug")])
def test_before_upgrade(migrated: Engine, target: str) -> None:
    """Before the chain's head the command fails with what to do, and no traceback."""
    migrate(migrated.url, "downgrade", target)
    result = flask("seed", url=migrated.url)
    assert result.returncode == 1
    assert result.stderr == 'Error: There is no up-to-date table "post": run flask db upgrade first.\n'


def test_no_server() -> None:
    """Without a server the command fails with one sentence that names it, and no secret."""
    port = free_port()
    result = flask("seed", url=f"postgresql://reader:s3cret@127.0.0.1:{port}/posts?application_name=t0ken")
    assert result.returncode == 1
    assert result.stderr == f"Error: The database postgresql+psycopg2://127.0.0.1:{port}/posts does not answer.\n"
