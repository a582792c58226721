"""The application in this process, and the ``flask`` command in another."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from sqlalchemy import URL, Engine

from app import create_app
from app.extensions import db

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def application(url: str | URL, **settings: object) -> Iterator[Flask]:
    """An application on a database, in its context, that leaves no connection behind."""
    app = create_app({"SQLALCHEMY_DATABASE_URI": url, "TESTING": True, **settings})
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


@contextmanager
def posts_application(engine: Engine, **settings: object) -> Iterator[Flask]:
    """An application whose tables are there already."""
    with application(engine.url, **settings) as app:
        db.create_all()
        yield app


def text(url: str | URL) -> str:
    """A URL as an environment variable holds it: with its password."""
    return url if isinstance(url, str) else url.render_as_string(hide_password=False)


def environment(url: str | URL | None) -> dict[str, str]:
    """The environment of someone who has exported nothing but, perhaps, the database's URL."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FLASK_")}
    kept.pop("DATABASE_URL", None)
    return kept if url is None else {**kept, "DATABASE_URL": text(url)}


def flask_command(*arguments: str) -> list[str]:
    """The command line of ``flask``, under the Python that runs the tests."""
    return [sys.executable, "-m", "flask", *arguments]


def flask(*arguments: str, url: str | URL | None = None) -> subprocess.CompletedProcess[str]:
    """Run ``flask`` from the project's root, in a process of its own."""
    return subprocess.run(
        flask_command(*arguments),
        cwd=ROOT,
        env=environment(url),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def migrate(url: str | URL, *arguments: str) -> None:
    """Run ``flask db …`` and insist that it succeeds."""
    result = flask("db", *arguments, url=url)
    assert result.returncode == 0, result.stderr


def free_port() -> int:
    """A port of the loopback interface that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def flask_run(url: str | URL, log: Path) -> Iterator[str]:
    """Serve the application by ``flask run`` and give its address."""
    port = free_port()
    address = f"http://127.0.0.1:{port}/"
    with (
        log.open("w") as output,
        subprocess.Popen(
            flask_command("run", "--port", str(port)),
            cwd=ROOT,
            env=environment(url),
            stdout=output,
            stderr=subprocess.STDOUT,
        ) as server,
    ):
        try:
            wait_until_healthy(address, server, log)
            yield address
        finally:
            server.terminate()


def wait_until_healthy(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Return once the server answers, and fail with its output when it ends or takes 30 seconds."""
    deadline = time.monotonic() + 30
    while server.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{address}healthz", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError(log.read_text())
