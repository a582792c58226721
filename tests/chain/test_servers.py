"""The gate on the Post chain, on every supported server."""

import subprocess
import sys
from pathlib import Path

import pytest

from pytest_flask_migrate.servers import NEWEST, OLDEST, ServerError, docker_client

ROOT = Path(__file__).parent.parent.parent
DOCKER = [f"docker {major}" for major in range(OLDEST, NEWEST + 1)]


@pytest.mark.parametrize("server", ["embedded", *DOCKER])
def test_every_revision_passes(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both revisions of the tutorial get a passing verdict, on the server asked for."""
    choice, _, major = server.partition(" ")
    if choice == "docker":
        try:
            docker_client().close()
        except ServerError as error:
            pytest.skip(f"Docker: {error}")
    for name in ("PYTEST_POSTGRES", "PYTEST_ADDOPTS", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    image = [f"--postgres-image=postgres:{major}"] if major else []
    command = [sys.executable, "-m", "pytest", "--migrations", "-p", "no:randomly", f"--postgres={choice}", *image]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    lines = done.stdout.splitlines()
    assert done.returncode == 0, done.stdout + done.stderr
    assert [line.split()[0] for line in lines if line.endswith("passed  5 checks")] == ["da0e365b163c", "0bad09eca9b4"]
    assert any(line.startswith(f"postgres: PostgreSQL {major or NEWEST}.") for line in lines)
