"""What the tutorial asks of its reader, block by block."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sybil import Document
from sybil.parsers.markdown.lexers import FencedCodeBlockLexer

FILE = re.compile(r"\*\*`(?P<name>[^`\n]+)`\*\*\s*\Z")
SECTION = re.compile(r"^## (?P<title>.+)$", re.MULTILINE)
PROMPT = "$ "


@dataclass(frozen=True)
class Command:
    """A command, and the output that is shown below it; `line` is the command's own in the document."""

    text: str
    shown: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class Block:
    """A fenced block; `line` is where its first line stands in the document, `start` the fence's position.

    `file` is the name that stands alone, bold, in the paragraph before it.
    """

    language: str
    file: str | None
    text: str
    section: str
    line: int
    start: int

    @property
    def commands(self) -> list[Command]:
        """The commands of a console block, in order."""
        found: list[Command] = []
        for number, line in enumerate(self.text.splitlines(), self.line):
            if line.startswith(PROMPT):
                found.append(Command(line.removeprefix(PROMPT), (), number))
            else:
                last = found.pop()  # a console block begins with a command
                found.append(Command(last.text, (*last.shown, line), last.line))
        return found


def blocks(document: Document) -> list[Block]:
    """Return every fenced block of a Markdown document."""
    return list(_blocks(document))


def _blocks(document: Document) -> Iterator[Block]:
    for region in FencedCodeBlockLexer(language=r"[a-z]*")(document):
        before = document.text[: region.start]
        file = FILE.search(before)
        sections = SECTION.findall(before)
        yield Block(
            language=region.lexemes["language"],
            file=file["name"] if file else None,
            text=str(region.lexemes["source"]),
            section=sections[-1] if sections else "",
            line=before.count("\n") + 2,
            start=region.start,
        )


def container_sections(found: list[Block]) -> set[str]:
    """Return the sections that need a Docker engine: those with a `docker` command in a console block."""
    return {
        block.section
        for block in found
        if block.language == "console" and any(one.text.startswith("docker ") for one in block.commands)
    }
