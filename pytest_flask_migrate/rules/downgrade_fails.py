"""`downgrade-fails`: the downgrade raises, so a release that has to be taken back cannot be.

The usual causes: `op.drop_constraint(None, …)`, which autogenerate writes where a constraint has no name; a column
that comes back `nullable=False` on a table that holds rows; objects dropped in an order that others depend on.
"""

from pytest_flask_migrate.findings import Finding
from pytest_flask_migrate.source import line_of
from pytest_flask_migrate.walk import Step

RULE = "downgrade-fails"


def judge(step: Step) -> list[Finding]:
    """Return how the downgrade failed."""
    if step.down is None or step.down.failure is None:
        return []
    failure = step.down.failure
    if "contains null values" in failure.said:
        instead = "give the column back with a server_default, or nullable=True, in the downgrade"
    elif "constraint" in failure.said.lower() and "None" in failure.said:
        instead = "name the constraint in the upgrade and in op.drop_constraint, or set a naming_convention"
    else:
        instead = "mend the line named, and run flask db downgrade on a copy of the data"
    line = failure.line or line_of(step.revision.path, "downgrade")
    details = (failure.statement,) if failure.statement else ()
    message = f"downgrade fails: {failure.said}"
    return [Finding(RULE, step.revision.id, step.revision.file, line, message, instead, details)]
