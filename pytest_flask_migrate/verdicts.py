"""From what was recorded to a verdict for each revision and each group of rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from pytest_flask_migrate import findings, rules
from pytest_flask_migrate.findings import Finding
from pytest_flask_migrate.models import Chain
from pytest_flask_migrate.walk import Step

CHAIN = ""  # the revision of a verdict about the chain as a whole


@dataclass(frozen=True)
class Verdict:
    """What a group of rules says; `not_judged` is why it could not be asked."""

    findings: tuple[Finding, ...] = ()
    not_judged: str | None = None

    @property
    def failing(self) -> list[Finding]:
        """The findings that nobody accepted."""
        return [finding for finding in self.findings if finding.waived is None]


Verdicts: TypeAlias = Mapping[tuple[str, str], Verdict]


def judge(steps: tuple[Step, ...], chain: Chain) -> Verdicts:
    """Return a verdict for each revision's id and group, and for the chain's groups."""
    verdicts: dict[tuple[str, str], Verdict] = {}
    for step in steps:
        verdicts.update({(step.revision.id, group): verdict for group, verdict in _revision(step).items()})
    for group, chain_rules in rules.CHAIN.items():
        found = tuple(finding for rule in chain_rules for finding in rule(chain))
        verdicts[CHAIN, group] = Verdict(found, _missing_of_chain(chain) if group == "models" else None)
    return verdicts


def _missing_of_chain(chain: Chain) -> str | None:
    """Return why the models could not be compared with the end of the chain."""
    if chain.drift is not None:
        return None
    return "the chain's head cannot be reached" if len(chain.heads) == 1 else "the chain has no single head"


def _revision(step: Step) -> dict[str, Verdict]:
    allowed = findings.waivers(step.revision.path)
    verdicts = {}
    everything: list[Finding] = []
    for group, group_rules in rules.REVISION.items():
        found = [finding for rule in group_rules for finding in rule(step)]
        everything += found
        verdicts[group] = Verdict(tuple(findings.waive(found, allowed)), _missing(step, group))
    wrong = findings.idle(step.revision.id, step.revision.file, everything, allowed)
    verdicts["waivers"] = Verdict(tuple(wrong), step.not_judged)
    return verdicts


def _missing(step: Step, group: str) -> str | None:
    """Return why a group of rules could not be asked about a revision."""
    if step.up is None:
        return step.not_judged
    if group != "upgrade" and step.up.failure is not None:
        return "its upgrade fails"
    if group == "round_trip" and step.again is None:
        return "its downgrade fails"
    return None


def text(verdict: Verdict) -> str:
    """Return what is wrong, as a failing test shows it: a sentence, then where, what else, and what to do instead."""
    blocks = []
    for finding in verdict.failing:
        details = "".join(f"\n    {detail}" for detail in finding.details)
        blocks.append(f"{finding.rule}: {finding.message}\n  at {finding.place}{details}\n  instead: {finding.instead}")
    if verdict.not_judged:
        blocks.append(f"not judged: {verdict.not_judged}")
    return "\n\n".join(blocks)
