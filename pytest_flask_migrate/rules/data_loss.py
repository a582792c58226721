"""`data-loss`: after upgrade and downgrade, a value that was there before is gone or changed.

A column dropped and given back is empty; a type narrowed cuts what it held; an UPDATE without an inverse stays.
A change that the downgrade undoes exactly is no loss, and neither is what the upgrade itself added. A revision
without a way down is judged after its upgrade, on the columns that remain.
"""

from pytest_flask_migrate.findings import Finding
from pytest_flask_migrate.rows import Loss, losses
from pytest_flask_migrate.source import line_of
from pytest_flask_migrate.walk import Step

RULE = "data-loss"


def judge(step: Step) -> list[Finding]:
    """Return each column or table that lost values, and by which step it lost them."""
    if step.rows_before is None or step.up is None or step.up.rows is None:
        return []
    if _no_way_down(step):
        return [
            _finding(step, loss, "upgrade", "by the upgrade, which has no way down")
            for loss in losses(step.rows_before, step.up.rows, remaining=True)
        ]
    assert step.down is not None
    assert step.down.rows is not None
    lost_above = {(loss.table, loss.column) for loss in losses(step.rows_before, step.up.rows)}
    found = []
    for loss in losses(step.rows_before, step.down.rows):
        above = (loss.table, loss.column) in lost_above or (loss.table, None) in lost_above
        by = "by the upgrade, and the downgrade does not bring it back" if above else "by the downgrade"
        found.append(_finding(step, loss, "upgrade" if above else "downgrade", by))
    return found


def _no_way_down(step: Step) -> bool:
    """Tell whether the downgrade failed, or did nothing although the upgrade did something."""
    assert step.up is not None
    if step.down is None or step.down.failure is not None:
        return True
    return step.down.catalog == step.up.catalog != step.before


def _finding(step: Step, loss: Loss, function: str, by: str) -> Finding:
    names = [loss.column or "", loss.table.rpartition(".")[2]]
    return Finding(
        RULE,
        step.revision.id,
        step.revision.file,
        line_of(step.revision.path, function, [name.strip('"') for name in names]),
        f"{loss}, lost {by}",
        "keep the old column until the release after the next, or copy its values where the other step finds them;"
        f" if the loss is meant: # gate: allow {RULE} -- why",
    )
