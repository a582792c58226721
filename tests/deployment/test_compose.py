"""The application as it is deployed: built, started, restarted and rebuilt by Docker Compose."""

import json
from collections.abc import Iterator

import pytest
from deployment_helpers import Deployment, deployment, why_not

HEAD = "0bad09eca9b4"
EXAMPLE = "Example post|Hello world!|example-post"

# What run.sh does before it serves, and a failure where one of the four fails.
FOUR_TIMES = """
sed '/^exec /d' run.sh >/tmp/prepare
pids=
for _ in 1 2 3 4; do sh /tmp/prepare & pids="$pids $!"; done
for pid in $pids; do wait "$pid"; done
"""


@pytest.fixture(scope="module")
def deployed() -> Iterator[Deployment]:
    """The application, built and ready to serve."""
    if reason := why_not():
        pytest.skip(reason)
    with deployment() as running:
        running.up("--build")
        yield running


def test_serves(deployed: Deployment) -> None:
    """The page shows the example post, and the application says that it is ready."""
    status, page = deployed.get("")
    assert status == 200
    assert "<h2>Example post</h2>" in page
    assert "Hello world!" in page
    status, answer = deployed.get("readyz")
    assert status == 200
    assert json.loads(answer) == {"database": HEAD, "head": HEAD}


def test_not_root(deployed: Deployment) -> None:
    """The server and what it starts do not run as root."""
    assert deployed.compose("exec", "-T", "app", "id", "-u").strip() != "0"


def test_healthy(deployed: Deployment) -> None:
    """The image's own health check finds the application alive."""
    assert deployed.health() == "healthy"


def test_restart_loses_nothing(deployed: Deployment) -> None:
    """Posts outlive the containers, and a second start seeds nothing twice."""
    deployed.sql("INSERT INTO post (title, content) VALUES ('Written by hand', 'Kept')")
    before = deployed.sql("SELECT * FROM post ORDER BY id")
    deployed.compose("down")
    assert deployed.get("healthz") == (None, "")
    deployed.up()
    assert deployed.sql("SELECT * FROM post ORDER BY id") == before
    assert "<h2>Written by hand</h2>" in deployed.get("")[1]


def test_rebuilt_from_nothing(deployed: Deployment) -> None:
    """An empty database is brought to the head by the migrations alone, and seeded."""
    deployed.compose("down", "--volumes")
    deployed.up()
    assert deployed.sql("SELECT version_num FROM alembic_version") == HEAD
    assert deployed.sql("SELECT title, content, slug FROM post") == EXAMPLE
    assert "<h2>Example post</h2>" in deployed.get("")[1]


def test_database_outage(deployed: Deployment) -> None:
    """Without its database the application lives on, says that it is not ready, and recovers by itself."""
    deployed.compose("stop", "postgres")
    assert deployed.get("healthz")[0] == 200
    status, answer = deployed.get("readyz")
    assert (status, json.loads(answer)) == (503, {"error": "The database does not answer."})
    deployed.up()
    assert "<h2>Example post</h2>" in deployed.get("")[1]


def test_four_at_once(deployed: Deployment) -> None:
    """Of four containers that start together on an empty database, each comes up ready."""
    deployed.compose("stop", "app")
    deployed.sql("DROP TABLE post, alembic_version")
    deployed.compose("run", "--rm", "-T", "app", "sh", "-euc", FOUR_TIMES)
    deployed.up()
    assert deployed.sql("SELECT title, content, slug FROM post") == EXAMPLE
