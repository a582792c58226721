"""The page in a real browser: markup in a post is read, not run."""

import shutil
import subprocess
from pathlib import Path

import pytest
from app_helpers import flask_run, posts_application
from sqlalchemy import Engine

from app.extensions import db
from app.models import Post

SCRIPT = "<script>document.title = 'It ran'</script>"


@pytest.fixture
def chromium() -> str:
    """The browser's path."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("Chromium is not here: apt-get install chromium")
    return path


def rendered(chromium: str, profile: Path, address: str) -> str:
    """The document as the browser has it after its scripts ran."""
    quiet = [
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    result = subprocess.run(
        [
            chromium,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            *quiet,
            f"--user-data-dir={profile}",
            "--dump-dom",
            address,
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_script_is_shown_not_run(engine: Engine, chromium: str, tmp_path: Path) -> None:
    """A script in a title or a content stays text in a browser that does run scripts."""
    with posts_application(engine):
        db.session.add(Post(title=SCRIPT, content=SCRIPT))
        db.session.commit()
    unescaped = tmp_path / "unescaped.html"
    unescaped.write_text(f"<title>Posts</title><h2>{SCRIPT}</h2>")
    control = rendered(chromium, tmp_path / "control", unescaped.as_uri())
    assert "<title>It ran</title>" in control
    with flask_run(engine.url, tmp_path / "server.log") as address:
        page = rendered(chromium, tmp_path / "profile", address)
    assert "<title>Posts</title>" in page
    assert "<h2>&lt;script&gt;document.title = 'It ran'&lt;/script&gt;</h2>" in page
    assert "<p>&lt;script&gt;document.title = 'It ran'&lt;/script&gt;</p>" in page
