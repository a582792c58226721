"""`upgrade-fails`: the upgrade raises.

Where it passes on empty tables and fails on tables that hold rows, the deployment is the first to see it. The
usual one is a column that is `nullable=False` and has no `server_default`: PostgreSQL refuses it as soon as one
row is there (manual, ALTER TABLE, ADD COLUMN).
"""

from pytest_flask_migrate.findings import Finding
from pytest_flask_migrate.source import line_of
from pytest_flask_migrate.walk import Step

RULE = "upgrade-fails"
NOT_NULL = (
    "add the column with nullable=True, fill it with op.execute('UPDATE …'), then op.alter_column(…, nullable=False);"
    " or give it a server_default"
)


def judge(step: Step) -> list[Finding]:
    """Return how the upgrade failed, and whether only where tables hold rows."""
    failure = (step.up.failure if step.up else None) or step.fails_empty
    if failure is None:
        return []
    if step.fails_empty is None:
        message = f"upgrade fails with rows in the tables, and passes without: {failure.said}"
    elif step.up is not None and step.up.failure is None:
        message = f"upgrade fails where the tables are empty, and passes with rows in them: {failure.said}"
    else:
        message = f"upgrade fails, with rows in the tables and without: {failure.said}"
    instead = NOT_NULL if "contains null values" in failure.said else "mend the line named, and run flask db upgrade"
    line = failure.line or line_of(step.revision.path, "upgrade")
    details = (failure.statement,) if failure.statement else ()
    return [Finding(RULE, step.revision.id, step.revision.file, line, message, instead, details)]
