"""Compares what the tutorial shows as output with what was printed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

ELISION = "…"
REVISION = re.compile(r"(?<![0-9a-f])[0-9a-f]{12}(?![0-9a-f])")
# What differs from one machine or minute to the next, and how both sides are written instead.
VARYING = (
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+"), "<time>"),
    (re.compile(r"\b\d+(\.\d+)? ?s\b( \(\d+:\d\d:\d\d\))?"), "<seconds>"),
    (re.compile(r"\bPostgreSQL \d.*\)"), "<server>"),
    (re.compile(r"^([=_])\1* | ([=_])\2*$"), " "),
)


@dataclass(frozen=True)
class Difference:
    """Where shown and printed part: the index of the shown line; their number, if more was printed."""

    index: int


def compare(shown: Sequence[str], printed: str, known: Mapping[str, str]) -> Difference | dict[str, str]:
    """Return the first difference, or the revision ids that are new in `shown`, each with the real one.

    A shown line `…` stands for any lines, `…` within a line for anything in it, and empty lines do not count.
    `known` are the real ids of the revisions that were shown before.
    """
    text = "".join(_same(line) + "\n" for line in printed.splitlines() if line.strip())
    lines = [_same(line) for line in shown]
    for count in range(1, len(lines) + 1):
        if not re.match(_pattern(lines[:count], known), text):
            return Difference(count - 1)
    whole = re.fullmatch(_pattern(lines, known), text)
    if whole is None:
        return Difference(len(lines))
    new = {name.removeprefix("id_"): real for name, real in whole.groupdict().items()}
    doubled = [name for name, real in new.items() if [*known.values(), *new.values()].count(real) > 1]
    if doubled:
        return Difference(next(index for index, line in enumerate(lines) if doubled[0] in line))
    return new


def _same(line: str) -> str:
    for varying, instead in VARYING:
        line = varying.sub(instead, line)
    return line.rstrip()


def _pattern(lines: Sequence[str], known: Mapping[str, str]) -> str:
    parts: list[str] = []
    met: set[str] = set()
    for line in lines:
        if line.strip() == ELISION:
            parts.append(r"(?:.*\n)*?")
        if line.strip() in ("", ELISION):
            continue
        position = 0
        for revision in REVISION.finditer(line):
            parts.append(_words(line[position : revision.start()]))
            name, position = revision[0], revision.end()
            if name in known:
                parts.append(re.escape(known[name]))
            else:
                parts.append(f"(?P=id_{name})" if name in met else f"(?P<id_{name}>{REVISION.pattern})")
                met.add(name)
        parts.append(_words(line[position:]) + r"\n")
    return "".join(parts)


def _words(text: str) -> str:
    return ".*".join(re.escape(part) for part in text.split(ELISION))
