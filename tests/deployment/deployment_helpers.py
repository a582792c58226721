"""A deployment of the application by Docker Compose, under a name that nobody else uses."""

import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Deployment:
    """A Compose project, and the port of this machine that its application is published on."""

    command: tuple[str, ...]
    port: int

    def compose(self, *arguments: str) -> str:
        """Run a Compose command on this project and give what it printed; fail with it otherwise."""
        result = self._run(*arguments)
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    def up(self, *arguments: str) -> None:
        """Start everything and return once the application is ready to serve."""
        self.compose("up", "--detach", *arguments)
        deadline = time.monotonic() + 120
        while (status := self.get("readyz")[0]) != 200:
            if time.monotonic() > deadline:
                logs = self._run("logs", "--no-color").stdout
                raise AssertionError(f"/readyz answers {status} after 120 seconds\n{logs}")
            time.sleep(0.5)

    def get(self, path: str) -> tuple[int | None, str]:
        """Ask for a page and give its status and text; the status is ``None`` while nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{path}", timeout=10) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()
        except OSError:
            return None, ""

    def health(self) -> str:
        """What Docker thinks of the application's container, once it has made up its mind."""
        container = self.compose("ps", "-q", "app").strip()
        deadline = time.monotonic() + 60
        while (status := inspected(container)) == "starting" and time.monotonic() < deadline:
            time.sleep(0.5)
        return status

    def sql(self, statement: str) -> str:
        """Run a statement in the deployment's database and give its rows, one a line."""
        psql = ("psql", "--host=127.0.0.1", "--username=post", "--dbname=post", "-At")
        return self.compose("exec", "-T", "-e", "PGPASSWORD=post", "postgres", *psql, "--command", statement).strip()

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*self.command, *arguments],
            cwd=ROOT,
            env={**os.environ, "APP_PORT": str(self.port)},
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )


@contextmanager
def deployment() -> Iterator[Deployment]:
    """A deployment with nothing started yet, and nothing left of it afterwards."""
    name = f"posts-{uuid.uuid4().hex[:12]}"
    started = Deployment((*compose_command(), "-p", name, "-f", "docker-compose.yml"), free_port())
    try:
        yield started
    finally:
        started.compose("down", "--volumes", "--rmi", "local", "--remove-orphans")


def inspected(container: str) -> str:
    """A container's health, in Docker's words."""
    command = ("docker", "inspect", "--format", "{{.State.Health.Status}}", container)
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout.strip()


def why_not() -> str | None:
    """Say why nothing can be deployed here, or ``None`` where it can."""
    if shutil.which("docker") is None:
        return "Docker: not installed here"
    if not succeeds("docker", "info"):
        return "Docker: no engine answers here"
    if not succeeds(*compose_command(), "version"):
        return "Docker: no Compose here"
    return None


def compose_command() -> tuple[str, ...]:
    """Choose Docker's own Compose where there is one, and the separate command otherwise."""
    own = ("docker", "compose")
    return own if succeeds(*own, "version") else ("docker-compose",)


def succeeds(*command: str) -> bool:
    """Whether a command exists and ends well."""
    try:
        return subprocess.run(command, capture_output=True, timeout=60, check=False).returncode == 0
    except (FileNotFoundError, subprocess.TimeoutExpired):
        return False


def free_port() -> int:
    """A port of the loopback interface that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
