"""Ready means: the database answers, and stands at the chain's head."""

import socket
import time
from collections.abc import Iterator

import pytest
from app_helpers import application, free_port, migrate
from sqlalchemy import Engine

HEAD = "0bad09eca9b4"


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port where connections are taken and nothing is ever said."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield int(listener.getsockname()[1])


@pytest.mark.parametrize(
    ("target", "status", "database"),
    [
        pytest.param(None, 503, None, id="a fresh database"),
        pytest.param("da0e365b163c", 503, "da0e365b163c", id="half way up"),
        pytest.param(HEAD, 200, HEAD, id="at the head"),
    ],
)
def test_revisions(engine: Engine, target: str | None, status: int, database: str | None) -> None:
    """Only at the head is the application ready, and the answer names both revisions."""
    if target is not None:
        migrate(engine.url, "upgrade", target)
    with application(engine.url) as app:
        response = app.test_client().get("/readyz")
    assert response.status_code == status
    assert response.json == {"database": database, "head": HEAD}


def test_newer_database(engine: Engine) -> None:
    """A database that a newer release has migrated is not this release's, and the answer shows whose."""
    migrate(engine.url, "upgrade")
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'newer'")
    with application(engine.url) as app:
        response = app.test_client().get("/readyz")
    assert response.status_code == 503
    assert response.json == {"database": "newer", "head": HEAD}


def test_any_folder(engine: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The chain is found whatever folder the server was started from."""
    migrate(engine.url, "upgrade")
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    with application(engine.url) as app:
        assert app.test_client().get("/readyz").status_code == 200


def test_no_server(caplog: pytest.LogCaptureFixture) -> None:
    """Without a server the answer is one sentence, and neither it nor the log holds the password."""
    with application(f"postgresql://reader:s3cret@127.0.0.1:{free_port()}/none") as app:
        response = app.test_client().get("/readyz")
    assert response.status_code == 503
    assert response.json == {"error": "The database does not answer."}
    assert "s3cret" not in caplog.text


def test_no_such_database(engine: Engine) -> None:
    """A server that does not know the database counts as one that does not answer."""
    with application(engine.url.set(database="no_such_database")) as app:
        response = app.test_client().get("/readyz")
    assert response.status_code == 503
    assert response.json == {"error": "The database does not answer."}


def test_silent_server(silent_port: int) -> None:
    """A server that takes the connection and says nothing is given up before a probe's patience ends."""
    began = time.monotonic()
    with application(f"postgresql://reader@127.0.0.1:{silent_port}/none") as app:
        response = app.test_client().get("/readyz")
    assert response.status_code == 503
    assert time.monotonic() - began < 10
