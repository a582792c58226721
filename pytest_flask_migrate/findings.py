"""What a rule found, and which findings the project accepts with a reason."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

WAIVER = re.compile(r"#\s*gate:\s*allow\s+(?P<rule>[a-z-]+)(?:\s+--\s*(?P<reason>.*\S))?\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong with a revision, or with the chain where `revision` is empty.

    `file` is as someone in the project's folder would write it; `message` says the consequence and `instead`
    what to do, with code that runs. `details` are whatever else there is to see: the statement, each difference.
    `waived` is the reason for which the project accepts it.
    """

    rule: str
    revision: str
    file: str
    line: int | None
    message: str
    instead: str
    details: tuple[str, ...] = ()
    waived: str | None = None

    @property
    def place(self) -> str:
        """The file and line to open."""
        return f"{self.file}:{self.line}" if self.line else self.file

    def __str__(self) -> str:
        named = "" if self.revision in self.file else f" {self.revision}"  # a file_template may leave it out
        return f"{self.place}{named} {self.rule} {self.message}"


@dataclass(frozen=True)
class Waiver:
    """A comment `# gate: allow <rule> -- reason` in a revision's file."""

    rule: str
    reason: str | None
    line: int


def waivers(path: Path) -> list[Waiver]:
    """Return the waivers that stand in a migration file."""
    text = path.read_text(encoding="utf-8", errors="replace")
    return [
        Waiver(match["rule"], match["reason"], text.count("\n", 0, match.start()) + 1)
        for match in WAIVER.finditer(text)
    ]


def waive(findings: Iterable[Finding], allowed: Iterable[Waiver]) -> list[Finding]:
    """Mark the findings that a waiver with a reason accepts."""
    reasons = {waiver.rule: waiver.reason for waiver in allowed if waiver.reason}
    return [replace(finding, waived=reasons.get(finding.rule)) for finding in findings]


def wrong_waivers(
    revision: str, file: str, found: Iterable[Finding], allowed: Iterable[Waiver], *, idle: bool
) -> list[Finding]:
    """Return a finding for each waiver that lacks a reason, or, if `idle`, that nothing needs any more."""
    rules = {finding.rule for finding in found}
    wrong = []
    for waiver in allowed:
        if waiver.reason is None:
            message = f"the waiver of {waiver.rule} gives no reason, so it does not count"
            instead = f"# gate: allow {waiver.rule} -- why this is accepted"
        elif idle and waiver.rule not in rules:
            message = f"the waiver of {waiver.rule} matches no finding any more"
            instead = "delete the comment"
        else:
            continue
        wrong.append(Finding("waiver", revision, file, waiver.line, message, instead))
    return wrong
