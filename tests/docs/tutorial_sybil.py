"""Has the tutorial executed: once without containers, and once down to the section that needs Docker.

Each is one test, since every block needs what the blocks before it left behind.
"""

import secrets
import subprocess
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from deployment_helpers import compose_command, free_port, why_not
from sybil import Document, Example, Region, Sybil
from tutorial_document import Block, blocks, container_sections
from tutorial_reader import DepartureError, Reader

FIXTURES = ("migration_run", "migration_database", "tmp_path")


def follow(example: Example) -> str | None:
    """Follow the whole tutorial, its files included, save for the commands that need Docker."""
    reader = reader_of(example, {})
    sections = container_sections(example.parsed)
    return departure(example, reader, lambda block: block.section not in sections, example.parsed)


def deploy(example: Example) -> str | None:
    """Follow the tutorial to the end of the section that needs Docker, and take down what it started."""
    sections = container_sections(example.parsed)
    if reason := why_not():
        pytest.skip(f"{reason}, so the commands of {', '.join(sections)} were not run")
    compose, port = " ".join(compose_command()), str(free_port())
    reader = reader_of(
        example,
        {"COMPOSE_PROJECT_NAME": f"tutorial-{secrets.token_hex(6)}", "APP_PORT": port},
        {"docker compose": compose, "127.0.0.1:8000": f"127.0.0.1:{port}"},
    )
    last = max(index for index, block in enumerate(example.parsed) if block.section in sections)
    try:
        return departure(example, reader, lambda _: True, example.parsed[: last + 1])
    finally:
        if (reader.folder / "docker-compose.yml").exists():
            down = [*compose_command(), "down", "--volumes", "--rmi", "local", "--remove-orphans"]
            subprocess.run(down, cwd=reader.folder, env=reader.environment, capture_output=True, check=True)


def reader_of(example: Example, environment: dict[str, str], local: dict[str, str] | None = None) -> Reader:
    """Make a reader who has an empty folder, an empty database, and this session's server for the gate."""
    folder = example.namespace["tmp_path"] / "posts"
    folder.mkdir()
    database, server = example.namespace["migration_database"], example.namespace["migration_run"].server
    urls = {
        "DATABASE_URL": database.render_as_string(hide_password=False),
        "PYTEST_POSTGRES": server.render_as_string(hide_password=False),
    }
    return Reader(folder, {**urls, **environment}, local)


def departure(example: Example, reader: Reader, runs: Callable[[Block], bool], followed: Iterable[Block]) -> str | None:
    """Follow the blocks, running the commands of some, and say where the tutorial is wrong."""
    for block in followed:
        try:
            reader.follow(block, run=runs(block))
        except DepartureError as error:
            # Sybil tells its example's line; ours is the whole document.
            example.line, example.column = error.line, 1
            return str(error)
    return None


def whole(document: Document) -> Iterator[Region]:
    """Parse the document as one example."""
    found = blocks(document)
    yield Region(found[0].start, found[-1].start, found, follow)


def containers(document: Document) -> Iterator[Region]:
    """Parse the document as one example that begins at the first command for Docker."""
    found = blocks(document)
    sections = container_sections(found)
    first = next(block for block in found if block.section in sections and block.language == "console")
    yield Region(first.start, first.start, found, deploy)


DOCS = str(Path(__file__).resolve().parents[2] / "docs")

collect_tutorial = (
    Sybil(name="tutorial", path=DOCS, parsers=[whole], filenames=["tutorial.md"], fixtures=FIXTURES)
    + Sybil(name="container", path=DOCS, parsers=[containers], filenames=["tutorial.md"], fixtures=FIXTURES)
).pytest()
