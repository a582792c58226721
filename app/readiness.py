"""Whether the database stands where this release's chain ends."""

from dataclasses import dataclass

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.extensions import MIGRATIONS, db


@dataclass(frozen=True)
class Revisions:
    """Where the database stands, and where the chain ends; ``None`` is the base."""

    database: str | None
    head: str | None


def revisions() -> Revisions:
    """Read the database's revision, and the chain's head from its folder.

    Raises ``sqlalchemy.exc.OperationalError`` when the database does not answer.
    """
    with db.engine.connect() as connection:
        database = MigrationContext.configure(connection).get_current_heads()
    return Revisions(_joined(database), _joined(ScriptDirectory(MIGRATIONS).get_heads()))


def _joined(heads: list[str] | tuple[str, ...]) -> str | None:
    """One word for the usual one head, and for branches something to read instead of a crash."""
    return " ".join(sorted(heads)) or None
