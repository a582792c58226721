"""Every revision of the chain, up, down and up again, with rows in the tables."""

from collections.abc import Callable
from typing import TypeAlias

from pytest_flask_migrate.project import Revision

Passes: TypeAlias = Callable[[str, Revision], None]


def test_upgrade(migration_revision: Revision, migration_passes: Passes) -> None:
    """The upgrade passes on tables that hold rows."""
    migration_passes("upgrade", migration_revision)


def test_downgrade(migration_revision: Revision, migration_passes: Passes) -> None:
    """The downgrade passes, and the database is then what it was before the upgrade."""
    migration_passes("downgrade", migration_revision)


def test_round_trip(migration_revision: Revision, migration_passes: Passes) -> None:
    """The second upgrade, after the downgrade, gives what the first one gave."""
    migration_passes("round_trip", migration_revision)


def test_rows(migration_revision: Revision, migration_passes: Passes) -> None:
    """Every value that was there before is there again after upgrade and downgrade."""
    migration_passes("rows", migration_revision)


def test_waivers(migration_revision: Revision, migration_passes: Passes) -> None:
    """Each waiver in the revision's file has a reason and is needed."""
    migration_passes("waivers", migration_revision)
