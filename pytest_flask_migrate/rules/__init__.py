"""The rules: pure functions from what the walk recorded to findings.

Those of `REVISION` take a `Step` and are grouped as the gate asks them; those of `CHAIN` take a `Chain`.
"""

from collections.abc import Callable, Mapping

from pytest_flask_migrate.findings import Finding
from pytest_flask_migrate.models import Chain
from pytest_flask_migrate.rules import (
    data_loss,
    downgrade_fails,
    drift,
    leaves_trace,
    not_repeatable,
    single_head,
    unfilled,
    upgrade_fails,
)
from pytest_flask_migrate.walk import Step

REVISION: Mapping[str, tuple[Callable[[Step], list[Finding]], ...]] = {
    "upgrade": (upgrade_fails.judge, unfilled.judge),
    "downgrade": (downgrade_fails.judge, leaves_trace.judge),
    "round_trip": (not_repeatable.judge,),
    "rows": (data_loss.judge,),
}
CHAIN: Mapping[str, tuple[Callable[[Chain], list[Finding]], ...]] = {
    "heads": (single_head.judge,),
    "models": (drift.judge,),
}
