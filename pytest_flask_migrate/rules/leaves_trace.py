"""`leaves-trace`: after upgrade and downgrade the database is not what it was before.

Something was left behind, such as an enum type, which `op.drop_table` does not drop, or did not come back as it
was, such as an index, a default or a comment. The schema that the older release then runs on is one that nobody
ever tested, and often the next upgrade fails on what is left.
"""

from pytest_flask_migrate.catalog import difference
from pytest_flask_migrate.findings import Finding
from pytest_flask_migrate.rules.words import names, summary
from pytest_flask_migrate.source import line_of
from pytest_flask_migrate.walk import Step

RULE = "leaves-trace"


def judge(step: Step) -> list[Finding]:
    """Return what differs between the catalog before the upgrade and after the downgrade."""
    if step.before is None or step.down is None or step.down.catalog is None:
        return []
    differences = difference(step.before, step.down.catalog)
    if not differences:
        return []
    line = line_of(step.revision.path, "downgrade", names(differences)) or line_of(step.revision.path, "upgrade")
    message = f"after upgrade and downgrade the database is not what it was: {summary(differences)}"
    instead = "let downgrade() undo each thing that upgrade() does, in the reverse order; an enum type needs its own"
    instead += " sa.Enum(name='…').drop(op.get_bind())"
    details = tuple(str(one) for one in differences)
    return [Finding(RULE, step.revision.id, step.revision.file, line, message, instead, details)]
