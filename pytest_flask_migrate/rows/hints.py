"""What a condition's text suggests: values near its numbers, its strings, strings its patterns accept."""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, timedelta

from .patterns import matching
from .schema import Type
from .values import LONG_TEXT, bounds, is_text, length_limit

_STRING = re.compile(r"E?'((?:[^']|'')*)'")
_NUMBER = re.compile(r"(?<![\w'\"])-?\d+(?:\.\d+)?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_COMMON = (
    "{n}", "a", "A", "abc{n}", "ABC", "x-{n}", "x_{n}", "user{n}@example.com", "https://example.com/{n}",
    "+1202555{n:04}", "2024-01-01", "#0000{n:02x}", "en", "USD", "/x/{n}", "192.0.2.1", "1.2.{n}", "{n:05}",
)  # fmt: skip


def hints(kind: Type, modifier: int, expressions: Iterable[str], number: int, variants: int = 12) -> list[str]:
    """Guess values of a type that the conditions accept.

    `number` makes those of a later call differ; of each pattern there are as many strings as `variants`.
    """
    found: dict[str, None] = {}
    for expression in expressions:
        unescaped = [text.replace("''", "'").replace("\\\\", "\\") for text in _STRING.findall(expression)]
        strings = [part for text in unescaped for part in (text, *_listed(text))]
        numbers = _NUMBER.findall(_STRING.sub("''", expression))
        numbers += [text for text in strings if _NUMBER.fullmatch(text)]
        found |= dict.fromkeys(_of_type(kind, modifier, strings, numbers, range(number, number + variants)))
    return list(found)


def _listed(text: str) -> list[str]:
    return text[1:-1].split(",") if text.startswith("{") and text.endswith("}") else []


def _of_type(kind: Type, modifier: int, strings: list[str], numbers: list[str], tries: range) -> Iterator[str]:
    if is_text(kind.name):
        limit = length_limit(kind.name, modifier)
        texts = (text for text in _texts(strings, numbers, tries) if limit is None or len(text) <= limit)
        yield from texts
    elif kind.kind == "e":
        yield from (text for text in strings if text in kind.labels)
    elif kind.name in ("json", "jsonb"):
        names = [text for text in strings if text.isidentifier()]
        yield from (json.dumps(dict.fromkeys(names, value)) for value in (1, "x"))
        yield from ("[]", "[1]", '"x"', "1")
    elif kind.name in ("date", "timestamp", "timestamptz"):
        for text in strings:
            if _DATE.match(text):
                with suppress(ValueError, OverflowError):  # the string of another column need not be a day
                    day = date.fromisoformat(text[:10])
                    yield from (text, *(str(day + timedelta(days=shift)) for shift in (-1, 1)))
    elif limits := bounds(kind.name, modifier):
        for text in numbers:
            near = [int(float(text)) + shift for shift in (0, 1, -1, tries.start + 2)]
            yield from (str(value) for value in near if limits[0] <= value <= limits[1])
    elif kind.name in ("numeric", "float4", "float8") and modifier < 4:
        for text in numbers:
            yield from (text, str(float(text) + 1), str(float(text) - 1), str(float(text) + 0.25))
    elif kind.name == "numeric":
        precision, scale = (modifier - 4) >> 16 & 0xFFFF, (modifier - 4) & 0x7FF
        for text in numbers:
            for value in (float(text), float(text) + 1, float(text) - 1, float(text) / 2):
                if abs(value) < 10 ** (precision - scale) - 1:
                    yield str(value)


def _texts(strings: list[str], numbers: list[str], tries: range) -> Iterator[str]:
    for text in strings:
        yield text
        yield text.replace("%", f"x{tries.start}").replace("_", "x")
        yield text.replace("%", "").replace("_", "x")
        for number in tries:
            yield matching(text, number) or ""
    for length in sorted({int(text) + shift for text in numbers if text.isdigit() for shift in (0, 1, -1)}):
        if 0 < length <= 10 * LONG_TEXT:
            yield str(tries.start + 1).zfill(length)[-length:]
            yield "x" * length
    for number in tries:
        yield from (text.format(n=number + 1) for text in _COMMON)
