"""Does what the tutorial asks, in a folder of its own, and tells where it is wrong."""

import difflib
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tutorial_document import Block, Command
from tutorial_output import REVISION, Difference, compare

# The reader's folder, as the tutorial's output names it.
READERS_FOLDER = "/home/you/posts"
# What a developer's own shell may hold and a reader's does not.
FOREIGN = ("FLASK_", "PYTEST_", "COMPOSE_", "DATABASE_URL", "TEST_POSTGRES_URL", "APP_PORT")


class DepartureError(Exception):
    """Something else happened than the tutorial says; `line` is where it says so."""

    def __init__(self, line: int, message: str) -> None:
        """Say what happened instead, and where the tutorial says otherwise."""
        super().__init__(message)
        self.line = line


class Reader:
    """Someone who follows the tutorial, block by block.

    `environment` is added to what the shell offers, and `local` is what a word of a command is called on this
    machine. The reader knows each revision by the id that the tutorial shows.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str], local: Mapping[str, str] | None = None) -> None:
        """Sit down in an empty folder."""
        self.folder = folder
        self.environment = {**shell(), **environment}
        self.local = local or {}
        self.revisions: dict[str, str] = {}

    def follow(self, block: Block, *, run: bool = True) -> None:
        """Write, edit or run what a block says; without `run`, write and edit only.

        Raises:
            DepartureError: something else happened.

        """
        if block.language == "console":
            for command in block.commands if run else ():
                self._run(command)
        elif block.language == "diff" and block.file:
            self._edit(block)
        elif block.file:
            path = self.folder / block.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
        elif block.language != "sh":
            raise DepartureError(
                block.line, "neither a file, nor an edit, nor a command: an error in it would go unnoticed"
            )

    def _edit(self, block: Block) -> None:
        path = self.folder / self._real(str(block.file), block.line)
        # An editor may have taken the blank from an empty line.
        lines = [line if line.strip() else " \n" for line in block.text.splitlines(keepends=True)]
        before = "".join(line[1:] for line in lines if line[0] != "+")
        after = "".join(line[1:] for line in lines if line[0] != "-")
        text = path.read_text(encoding="utf-8")
        if text.count(before) != 1:
            raise DepartureError(
                block.line,
                f"{block.file} holds these lines {text.count(before)} times, not once:\n{before}\nin\n{text}",
            )
        path.write_text(text.replace(before, after), encoding="utf-8")

    def _run(self, command: Command) -> None:
        text = self._real(command.text, command.line)
        for word, here in self.local.items():
            text = text.replace(word, here)
        result = subprocess.run(
            ["/bin/sh", "-c", text],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=600,
            check=False,
        )
        printed = result.stdout.replace(str(self.folder), READERS_FOLDER)
        if result.returncode != 0:
            raise DepartureError(command.line, f"$ {text}\nends with status {result.returncode}:\n{printed}")
        said = compare(command.shown, printed, self.revisions)
        if isinstance(said, Difference):
            for name, real in self.revisions.items():
                printed = printed.replace(real, name)
            difference = "\n".join(
                difflib.unified_diff(command.shown, printed.splitlines(), "shown", "printed", lineterm="", n=1000)
            )
            line = min(said.index + 1, len(command.shown))
            raise DepartureError(command.line + line, f"$ {text}\nprints something else than is shown:\n{difference}")
        self.revisions.update(said)

    def _real(self, text: str, line: int) -> str:
        """Put the real revision ids in the place of those that the tutorial shows."""
        unknown = [name for name in REVISION.findall(text) if name not in self.revisions]
        if unknown:
            raise DepartureError(line, f"no output before this has shown the revision {unknown[0]}")
        return REVISION.sub(lambda name: self.revisions[name[0]], text)


def shell() -> dict[str, str]:
    """Return the environment of a reader's own shell, which finds this Python's commands first."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    return {
        **kept,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), kept.get("PATH", os.defpath)]),
        # On a terminal a program's two streams come out in order, and so they do unbuffered.
        "PYTHONUNBUFFERED": "1",
        "COLUMNS": "80",
        # The reader has installed the gate alone, and its package is no part of this repository.
        "PYTEST_ADDOPTS": "-p no:randomly",
    }
