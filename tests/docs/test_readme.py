"""The README: what it shows is what is printed."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy

from pytest_flask_migrate import options
from pytest_flask_migrate.rules import CHAIN, REVISION

ROOT = Path(__file__).parent.parent.parent
README = (ROOT / "README.md").read_text()
BLOCKS = dict(re.findall(r"```(python|text)\n(.*?)```", README, re.DOTALL))


OTHERS = """
from pytest_alembic.tests import (
    test_model_definitions_match_ddl, test_single_head_revision, test_up_down_consistency, test_upgrade
)
from pytest_alembic.tests.experimental import test_downgrade_leaves_no_trace
"""


@pytest.fixture
def shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The Post chain with the shown upgrade in its second revision, and the model that agrees with it."""
    for folder in ("app", "migrations"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    script = next((tmp_path / "migrations" / "versions").glob("0bad09eca9b4*"))
    body = re.sub(r"def upgrade\(\):\n.*?\n\n\n", BLOCKS["python"] + "\n\n", script.read_text(), flags=re.DOTALL)
    script.write_text(body)
    model = tmp_path / "app" / "models.py"
    slug = re.compile(r"    slug: Mapped\[str \| None\] = .*")
    assert slug.search(model.read_text())
    model.write_text(slug.sub("    slug: Mapped[str] = mapped_column(String(50))", model.read_text()))
    for name in ("DATABASE_URL", "PYTEST_ADDOPTS", "FLASK_APP"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return tmp_path


def printed_by(project: Path, *arguments: str) -> list[str]:
    """Run a module in the project and return the lines that it prints."""
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, check=False).stdout.splitlines()


def test_failure_is_printed_by_a_real_run(shown: Path, server_url: str) -> None:
    """The gate prints the shown line, and no other finding."""
    printed = printed_by(shown, "pytest", "--migrations", f"--postgres={server_url}")
    assert [line for line in printed if line.startswith("migrations/")] == [BLOCKS["text"].strip()]


def test_others_pass_the_shown_migration(
    shown: Path, migration_database: sqlalchemy.URL, server_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`flask db check` and pytest-alembic's tests find nothing wrong with the shown migration."""
    monkeypatch.setenv("DATABASE_URL", migration_database.render_as_string(hide_password=False))
    printed_by(shown, "flask", "db", "upgrade")
    assert "No new upgrade operations detected." in printed_by(shown, "flask", "db", "check")
    (shown / "conftest.py").write_text('pytest_plugins = ["pytest_flask_migrate.pytest_alembic"]\n')
    (shown / "test_others.py").write_text(OTHERS)
    printed = printed_by(shown, "pytest", "test_others.py", f"--postgres={server_url}")
    assert re.search(r"\b5 passed in ", printed[-1])


@pytest.mark.parametrize("option", options.ALL, ids=lambda option: option.name)
def test_every_option_is_named(option: options.Option) -> None:
    """Each option stands in the table with its ini and its environment variable."""
    assert f"| `--{option.name}` | `{option.ini}` | `{option.variable}` |" in README


def test_every_rule_is_named() -> None:
    """Each rule stands in the table by its name."""
    modules = {rule.__module__ for group in [*REVISION.values(), *CHAIN.values()] for rule in group}
    rules = {sys.modules[module].RULE for module in modules}
    assert rules | {"waiver"} == set(re.findall(r"^\| `([a-z-]+)` \| [^|]+ \|$", README, re.MULTILINE))


def test_tutorial_is_collected() -> None:
    """The tutorial is executed by the suite, once without containers and once with them."""
    collected = printed_by(ROOT, "pytest", "--collect-only", "-q", "docs")
    assert [line for line in collected if line.startswith("docs/tutorial.md::")] == [
        line for line in collected if "::" in line
    ]
    assert sum(line.startswith("docs/tutorial.md::") for line in collected) == 2
