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
    """What a group of rules says.

    `not_judged` is why it could not be asked; that is `accepted` where it is due to a finding that is waived.
    """

    findings: tuple[Finding, ...] = ()
    not_judged: str | None = None
    accepted: bool = False

    @property
    def failing(self) -> list[Finding]:
        """The findings that nobody accepted."""
        return [finding for finding in self.findings if finding.waived is None]


Verdicts: TypeAlias = Mapping[tuple[str, str], Verdict]


def judge(steps: tuple[Step, ...], chain: Chain) -> Verdicts:
    """Return a verdict for each revision's id and group, and for the chain's groups.

    A finding about the chain is waived in the file of a head.
    """
    verdicts: dict[tuple[str, str], Verdict] = {}
    for group, chain_rules in rules.CHAIN.items():
        found = [finding for rule in chain_rules for finding in rule(chain)]
        allowed = [waiver for head in chain.heads for waiver in findings.waivers(head.path)]
        missing = _missing_of_chain(chain) if group == "models" else None
        waived = findings.waive(found, allowed)
        accepted = missing is not None and _waived(verdicts.get((CHAIN, "heads")))
        verdicts[CHAIN, group] = Verdict(tuple(waived), missing, accepted)
    heads = {head.id for head in chain.heads}
    of_chain = [finding for group in rules.CHAIN for finding in verdicts[CHAIN, group].findings]
    for step in steps:
        also = of_chain if step.revision.id in heads else []
        verdicts.update({(step.revision.id, group): verdict for group, verdict in _revision(step, also).items()})
    return verdicts


def _missing_of_chain(chain: Chain) -> str | None:
    """Return why the models could not be compared with the end of the chain."""
    if chain.drift is not None:
        return None
    return "the chain's head cannot be reached" if len(chain.heads) == 1 else "the chain has no single head"


def _revision(step: Step, of_chain: list[Finding]) -> dict[str, Verdict]:
    allowed = findings.waivers(step.revision.path)
    verdicts: dict[str, Verdict] = {}
    for group, group_rules in rules.REVISION.items():
        found = [finding for rule in group_rules for finding in rule(step)]
        blocker, missing = _missing(step, group)
        accepted = missing is not None and _waived(verdicts.get(blocker))
        verdicts[group] = Verdict(tuple(findings.waive(found, allowed)), missing, accepted)
    everything = [finding for verdict in verdicts.values() for finding in verdict.findings] + of_chain
    # Whether a waiver is needed cannot be told where something was not judged.
    judged = all(verdict.not_judged is None for verdict in verdicts.values())
    wrong = findings.wrong_waivers(step.revision.id, step.revision.file, everything, allowed, idle=judged)
    verdicts["waivers"] = Verdict(tuple(wrong), step.not_judged)
    return verdicts


def _waived(verdict: Verdict | None) -> bool:
    """Tell whether a group has findings, and all of them are accepted."""
    return verdict is not None and bool(verdict.findings) and not verdict.failing


def _missing(step: Step, group: str) -> tuple[str, str | None]:
    """Return the group that stands in the way of asking another one about a revision, and why."""
    if step.up is None:
        return "", step.not_judged
    if group != "upgrade" and step.up.failure is not None:
        return "upgrade", "its upgrade fails"
    if group == "round_trip" and step.again is None:
        return "downgrade", "its downgrade fails"
    return "", None


def text(verdict: Verdict) -> str:
    """Return what is wrong, as a failing test shows it: a sentence, then where, what else, and what to do instead."""
    blocks = []
    for finding in verdict.failing:
        details = "".join(f"\n    {detail}" for detail in finding.details)
        blocks.append(f"{finding.rule}: {finding.message}\n  at {finding.place}{details}\n  instead: {finding.instead}")
    if verdict.not_judged and not verdict.accepted:
        blocks.append(f"not judged: {verdict.not_judged}")
    return "\n\n".join(blocks)
