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


def write(reporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Write the summary of the gate's tests, if any of them ran."""
    lines = _gathered(reporter.stats)
    if not lines:
        return
    chain = [str(revision) for revision in sessions.project(config).chain]
    reporter.section(f"migrations: {sessions.server(config)}", sep="=", bold=True)
    width = max(map(len, [*chain, "chain"]))
    for name in [*(revision for revision in chain if revision in lines), *(["chain"] if "chain" in lines else [])]:
        line = lines[name]
        reporter.write(f"{name:<{width}}  ")
        reporter.write_line(*_verdict(line))
    for line in lines.values():
        for finding in line.said["finding"]:
            reporter.write_line(finding, red=True)
        for finding in line.said["waived"]:
            reporter.write_line(f"{finding} (waived)", yellow=True)
    reporter.write_line(_totals([line for name, line in lines.items() if name != "chain"], lines.values()), bold=True)
    for kept in sessions.kept(config):
        reporter.write_line(f"kept: {kept}")


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


def _verdict(line: Line) -> tuple[str]:
    missing = line.said["not judged"]
    if line.said["finding"]:
        return (f"FAILED  {len(line.said['finding'])} findings" + (f", {len(missing)} not judged" if missing else ""),)
    if missing:
        return (f"NOT JUDGED  {missing[0]}",)
    return (f"passed  {line.tests} checks",)


def _totals(revisions: Iterable[Line], everything: Iterable[Line]) -> str:
    revisions, everything = list(revisions), list(everything)
    judged = [line for line in revisions if len(line.said["not judged"]) < line.tests]
    findings = sum(len(line.said["finding"]) for line in everything)
    waived = sum(len(line.said["waived"]) for line in everything)
    tables, seconds = everything[0].said["tables filled"][0], everything[0].said["seconds"][0]
    return (
        f"{len(judged)} revisions judged, {len(revisions) - len(judged)} not judged, {findings} findings,"
        f" {waived} waived, {tables} tables filled, {seconds} s"
    )
