"""The summary that ends a run: a line for each revision, one for each finding, and the totals."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pytest

from pytest_flask_migrate import sessions


@dataclass
class Line:
    """What the tests said about one revision, or about the chain."""

    tests: int = 0
    failed: int = 0
    said: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def write(reporter: "pytest.TerminalReporter", config: pytest.Config) -> None:
    """Write the summary of the gate's tests, if any of them ran."""
    lines = _gathered(reporter.stats)
    if not lines:
        return
    chain = [str(revision) for revision in sessions.project(config).chain]
    reporter.write_sep("=", f"migrations: {sessions.server(config)}", bold=True)
    width = max(map(len, [*chain, "chain"]))
    lines = {name: lines[name] for name in [*chain, "chain"] if name in lines}
    for name, line in lines.items():
        color = {"red": True} if line.failed else {"green": True}
        reporter.write_line(f"{name:<{width}}  {_verdict(line)}", **color)
    for line in lines.values():
        for finding in line.said["finding"]:
            reporter.write_line(finding, red=True)
        for finding in line.said["waived"]:
            reporter.write_line(f"{finding} (waived)", yellow=True)
    reporter.write_line(_totals([line for name, line in lines.items() if name != "chain"], lines.values()), bold=True)
    for kept in sessions.kept(config):
        reporter.write_line(f"kept: {kept}")


def judged(stats: dict[str, list[Any]]) -> bool:
    """Tell whether any of the gate's tests said something."""
    return bool(_gathered(stats))


def _gathered(stats: dict[str, list[Any]]) -> dict[str, Line]:
    lines: dict[str, Line] = defaultdict(Line)
    for outcome in ("passed", "failed"):
        for report in stats.get(outcome, []):
            said = dict(report.user_properties)
            if "revision" not in said or "tables filled" not in said or report.when != "call":
                continue
            line = lines[said["revision"]]
            line.tests += 1
            line.failed += outcome == "failed"
            for name, value in report.user_properties:
                line.said[name].append(str(value))
    return lines


def _verdict(line: Line) -> str:
    findings, missing = len(line.said["finding"]), line.said["not judged"]
    if findings:
        return f"FAILED  {_count(findings, 'finding')}" + (
            f", {_count(len(missing), 'check')} not judged" if missing else ""
        )
    if missing and line.failed:
        return f"NOT JUDGED  {missing[0]}"
    waived = len(line.said["waived"])
    passed = f"passed  {_count(line.tests - len(missing), 'check')}" + (f", {waived} waived" if waived else "")
    return passed + (f", {_count(len(missing), 'check')} not judged" if missing else "")


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _totals(revisions: Iterable[Line], everything: Iterable[Line]) -> str:
    revisions, everything = list(revisions), list(everything)
    judged = [line for line in revisions if len(line.said["not judged"]) < line.tests]
    findings = sum(len(line.said["finding"]) for line in everything)
    waived = sum(len(line.said["waived"]) for line in everything)
    tables, seconds = everything[0].said["tables filled"][0], everything[0].said["seconds"][0]
    return (
        f"{_count(len(judged), 'revision')} judged, {len(revisions) - len(judged)} not judged,"
        f" {_count(findings, 'finding')}, {waived} waived, {_count(int(tables), 'table')} filled, {seconds} s"
    )
