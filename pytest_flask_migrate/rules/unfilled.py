"""`unfilled`: a table could not be given rows, so nothing is proved about what the revision does to its data.

Rows are made to respect keys, checks, enums and types. Where a trigger, a check or a type admits none of them, the
table stays empty and a migration of it is judged as on an empty table, which is not what a deployment meets.
"""

from pytest_flask_migrate.findings import Finding
from pytest_flask_migrate.source import line_of
from pytest_flask_migrate.walk import Step

RULE = "unfilled"


def judge(step: Step) -> list[Finding]:
    """Return the tables that this revision made or changed and that could not be filled."""
    return [
        Finding(
            RULE,
            step.revision.id,
            step.revision.file,
            line_of(step.revision.path, "upgrade", [table.rpartition(".")[2].strip('"')]),
            f"{table} could not be filled, so nothing is proved about its rows: {reason}",
            f"prove it by a test of your own, and accept it here with  # gate: allow {RULE} -- why",
        )
        for table, reason in step.unfilled.items()
    ]
