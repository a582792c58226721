"""How rules say what differs."""

from collections.abc import Sequence

from pytest_flask_migrate.catalog import Difference

SHOWN = 3


def summary(differences: Sequence[object]) -> str:
    """Say the first few differences in one line, and how many more there are."""
    said = "; ".join(str(one) for one in differences[:SHOWN])
    more = len(differences) - SHOWN
    return f"{said}; and {more} more" if more > 0 else said


def names(differences: Sequence[Difference]) -> list[str]:
    """Return the bare names of what differs, for finding the line that is about it."""
    return [one.object.name.rpartition(".")[2].strip('"') for one in differences]
