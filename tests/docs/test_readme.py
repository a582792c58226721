"""The README: what it shows is what is printed."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pytest_flask_migrate import options
from pytest_flask_migrate.rules import CHAIN, REVISION

ROOT = Path(__file__).parent.parent.parent
README = (ROOT / "README.md").read_text()
BLOCKS = dict(re.findall(r"```(python|text)\n(.*?)```", README, re.DOTALL))


def test_failure_is_printed_by_a_real_run(tmp_path: Path, server_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The Post chain with the shown upgrade in its second revision prints the shown line."""
    for folder in ("app", "migrations"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    script = next((tmp_path / "migrations" / "versions").glob("0bad09eca9b4*"))
    script.write_text(
        re.sub(r"def upgrade\(\):\n.*?\n\n\n", BLOCKS["python"] + "\n\n", script.read_text(), flags=re.DOTALL)
    )
    for name in ("DATABASE_URL", "PYTEST_ADDOPTS"):
        monkeypatch.delenv(name, raising=False)
    command = [sys.executable, "-m", "pytest", "--migrations", f"--postgres={server_url}"]
    printed = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False).stdout
    assert BLOCKS["text"].strip() in printed.splitlines()


@pytest.mark.parametrize("option", options.ALL, ids=lambda option: option.name)
def test_every_option_is_named(option: options.Option) -> None:
    """Each option stands in the table with its ini and its environment variable."""
    assert f"| `--{option.name}` | `{option.ini}` | `{option.variable}` |" in README


def test_every_rule_is_named() -> None:
    """Each rule stands in the table by its name."""
    modules = {rule.__module__ for group in [*REVISION.values(), *CHAIN.values()] for rule in group}
    rules = {sys.modules[module].RULE for module in modules}
    assert rules | {"waiver"} == set(re.findall(r"^\| `([a-z-]+)` \| [^|]+ \|$", README, re.MULTILINE))
