"""`not-repeatable`: upgraded a second time, after a downgrade, the revision fails or gives another schema.

A release that was taken back is released again: the second upgrade meets what the downgrade left, such as an enum
type that exists already, seed rows that are there twice, or one more UNIQUE constraint with each cycle.
"""

from pytest_flask_migrate.catalog import difference
from pytest_flask_migrate.findings import Finding
from pytest_flask_migrate.rules.words import names, summary
from pytest_flask_migrate.source import line_of
from pytest_flask_migrate.walk import Step

RULE = "not-repeatable"


def judge(step: Step) -> list[Finding]:
    """Return how the second upgrade failed, or what it made otherwise than the first."""
    if step.up is None or step.again is None:
        return []
    revision = step.revision
    instead = "let downgrade() undo each thing that upgrade() does, seed rows and types included"
    if step.again.failure is not None:
        failure = step.again.failure
        line = failure.line or line_of(revision.path, "upgrade")
        details = (failure.statement,) if failure.statement else ()
        message = f"upgraded again after its downgrade, the revision fails: {failure.said}"
        return [Finding(RULE, revision.id, revision.file, line, message, instead, details)]
    assert step.up.catalog is not None
    assert step.again.catalog is not None
    differences = difference(step.up.catalog, step.again.catalog)
    if not differences:
        return _rows(step)
    line = line_of(revision.path, "upgrade", names(differences))
    message = f"upgraded again after its downgrade, the database is another one: {summary(differences)}"
    return [Finding(RULE, revision.id, revision.file, line, message, instead, tuple(map(str, differences)))]


def _rows(step: Step) -> list[Finding]:
    """Return the tables, of those that were there before, that the second upgrade left with more or fewer rows."""
    assert step.up is not None
    assert step.again is not None
    first, second = step.up.rows or {}, step.again.rows or {}
    counts = {
        table: (len(first[table].rows), len(second[table].rows))
        for table in step.rows_before or {}
        if table in first and table in second
    }
    other = {table: count for table, count in counts.items() if count[0] != count[1]}
    if not other:
        return []
    said = "; ".join(f"{table} held {one} rows and then {two}" for table, (one, two) in other.items())
    line = line_of(step.revision.path, "upgrade", [table.rpartition(".")[2] for table in other])
    message = f"upgraded again after its downgrade, the tables hold another number of rows: {said}"
    instead = "let downgrade() delete the rows that upgrade() inserts"
    return [Finding(RULE, step.revision.id, step.revision.file, line, message, instead)]
