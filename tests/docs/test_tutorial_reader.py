"""The tutorial's reader notices whatever the tutorial gets wrong."""

import sys
from pathlib import Path

import pytest
import sybil

sys.path.append(str(Path(__file__).resolve().parents[2] / "docs"))
from tutorial_document import blocks, container_sections
from tutorial_reader import DepartureError, Reader

GOOD = """# Title

**`chain.py`**

```python
print("Generating 11112222aaaa_first.py")
print("in 3.21 s on PostgreSQL 16.2, embedded (asked for)")
print("one")
print("two")
print("==== end =====")
```

```console
$ python chain.py
Generating da0e365b163c_first.py
in 0.1 s on PostgreSQL 18.4, Docker image postgres:18 (a Docker engine answers)
…
tw…
== end ==
$ echo da0e365b163c
da0e365b163c
```

**`chain.py`**

```diff
-print("one")
+print("another")
 print("two")
```

```sh
exit 1
```

```console
$ tail -n 3 chain.py
print("another")
print("two")
print("==== end =====")
```
"""


def follow(text: str, folder: Path) -> None:
    """Do what a document says in a folder."""
    path = folder / "document.md"
    path.write_text(text, encoding="utf-8")
    reader = Reader(folder, {})
    for block in blocks(sybil.Document.parse(str(path))):
        reader.follow(block)


def test_right(tmp_path: Path) -> None:
    """What varies from run to run, what is elided and what only prepares a machine is no mistake."""
    follow(GOOD, tmp_path)


@pytest.mark.parametrize(
    ("right", "wrong", "line"),
    [
        pytest.param("\ntw…", "\nthree", 18, id="another-line"),
        pytest.param("…\ntw…\n", "", 17, id="a-line-more-is-printed"),
        pytest.param("== end ==\n", "== end ==\nmore\n", 20, id="a-line-less-is-printed"),
        pytest.param("== end ==\n", "", 18, id="more-is-printed-at-the-end"),
        pytest.param("\nda0e365b163c\n", "\n0bad09eca9b4\n", 21, id="one-revision-by-two-names"),
        pytest.param("$ echo da0e365b163c", "$ echo 0bad09eca9b4", 20, id="unknown-revision"),
        pytest.param("$ python chain.py", "$ python chain.py; exit 3", 14, id="the-command-fails"),
        pytest.param("$ echo da0e365b163c\nda0e365b163c\n", "$ echo said\n", 20, id="no-output-is-shown"),
        pytest.param('-print("one")', '-print("eleven")', 27, id="edit-of-what-is-not-there"),
        pytest.param('+print("another")\n', "", 37, id="edit-forgets-a-line"),
        pytest.param("**`chain.py`**\n\n```python", "```python", 4, id="file-without-a-name"),
    ],
)
def test_wrong(right: str, wrong: str, line: int, tmp_path: Path) -> None:
    """Each kind of mistake is noticed, on the line where it stands."""
    assert GOOD.count(right) == 1
    with pytest.raises(DepartureError) as departure:
        follow(GOOD.replace(right, wrong), tmp_path)
    assert departure.value.line == line


def test_two_names_in_one_output(tmp_path: Path) -> None:
    """Two revisions that are shown may not turn out to be one."""
    text = "```console\n$ python -c \"print('a' * 12, 'a' * 12)\"\nda0e365b163c 0bad09eca9b4\n```\n"
    with pytest.raises(DepartureError) as departure:
        follow(text, tmp_path)
    assert departure.value.line == 3


def test_clean_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a developer's shell says about Flask, pytest or a database does not reach the reader."""
    for name in ("FLASK_APP", "DATABASE_URL", "PYTEST_MIGRATIONS", "COMPOSE_PROJECT_NAME"):
        monkeypatch.setenv(name, "foreign")
    follow("```console\n$ env | grep --count foreign || true\n0\n```\n", tmp_path)


def test_container_sections(tmp_path: Path) -> None:
    """A section needs Docker when a command of its own does, not when it only shows the reader one."""
    path = tmp_path / "document.md"
    path.write_text(
        "## One\n\n```sh\ndocker run postgres\n```\n\n## Two\n\n```console\n$ ls\n$ docker compose up\n```\n",
        encoding="utf-8",
    )
    assert container_sections(blocks(sybil.Document.parse(str(path)))) == {"Two"}
