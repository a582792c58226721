"""Strings that match a regular expression, as the conditions on tables and domains state them."""

import re
import string

_LETTERS_AND_DIGITS = string.ascii_lowercase + string.digits
_CLASSES = {
    "d": string.digits,
    "w": _LETTERS_AND_DIGITS + "_",
    "s": " ",
    "D": string.ascii_lowercase,
    "W": "-",
    "S": string.ascii_lowercase,
    "alpha": string.ascii_lowercase,
    "digit": string.digits,
    "alnum": _LETTERS_AND_DIGITS,
    "lower": string.ascii_lowercase,
    "upper": string.ascii_uppercase,
    "space": " ",
    "xdigit": "0123456789abcdef",
    "punct": "-_.",
}
_NOTHING = {"A", "Z", "b", "B", "m", "M", "y", "Y"}
_QUANTIFIER = re.compile(r"([*+?]|\{(\d+)(,?)(\d*)\})\??")


def matching(pattern: str, number: int) -> str | None:
    """Make a string that the pattern likely accepts, another for another number; None where it is too hard.

    It covers what conditions use: letters, classes, groups, alternatives, quantifiers and anchors. Nobody
    relies on the answer, the server judges it.
    """
    sample = _Sample(pattern, number)
    try:
        text = sample.alternatives()
    except (IndexError, ValueError):
        return None
    return text if sample.rest == "" else None


class _Sample:
    """What is left of a pattern, and what is left of the number that its classes use up digit by digit."""

    def __init__(self, pattern: str, number: int) -> None:
        self.rest = pattern
        self.number = number

    def take(self, length: int = 1) -> str:
        taken, self.rest = self.rest[:length], self.rest[length:]
        if len(taken) < length:
            raise ValueError(self.rest)
        return taken

    def one_of(self, characters: str) -> str:
        self.number, digit = divmod(self.number, len(characters))
        return characters[digit]

    def alternatives(self) -> str:
        text = self.sequence()
        while self.rest.startswith("|"):
            self.take()
            self.sequence()
        return text

    def sequence(self) -> str:
        text = ""
        while self.rest and self.rest[0] not in "|)":
            start, number = self.rest, self.number
            piece = self.atom()
            atom = start[: len(start) - len(self.rest)]
            found = _QUANTIFIER.match(self.rest)
            if not found:
                text += piece
                continue
            self.take(found.end())
            self.number = number
            text += "".join(self.repeat(atom) for _ in range(_times(found)))
        return text

    def repeat(self, atom: str) -> str:
        rest, self.rest = self.rest, atom
        piece = self.atom()
        self.rest = rest
        return piece

    def atom(self) -> str:
        first = self.take()
        if first in "^$":
            return ""
        if first == ".":
            return self.one_of(_LETTERS_AND_DIGITS)
        if first == "(":
            if self.rest.startswith("?:"):
                self.take(2)
            elif self.rest.startswith("?"):
                raise ValueError(self.rest)
            text = self.alternatives()
            self.take()
            return text
        if first == "[":
            return self.one_of(self.members())
        if first == "\\":
            escaped = self.take()
            return self.one_of(_CLASSES[escaped]) if escaped in _CLASSES else "" if escaped in _NOTHING else escaped
        return first

    def members(self) -> str:
        negated = self.rest.startswith("^")
        if negated:
            self.take()
        found = ""
        while not found or not self.rest.startswith("]"):
            if self.rest.startswith("[:"):
                name, _, self.rest = self.rest[2:].partition(":]")
                found += _CLASSES.get(name, "")
                continue
            character = self.take()
            if character == "\\":
                character = self.take()
                found += _CLASSES.get(character, character)
            elif self.rest.startswith("-") and not self.rest.startswith("-]"):
                self.take()
                found += "".join(map(chr, range(ord(character), ord(self.take()) + 1)))
            else:
                found += character
        self.take()
        return "".join(c for c in _LETTERS_AND_DIGITS if c not in found) or "~" if negated else found


def _times(quantifier: re.Match[str]) -> int:
    if quantifier[1] == "?":
        return 0
    if quantifier[1] in "*+":
        return 3
    return min(max(int(quantifier[2]), 1), 1000)
