"""The chain as a whole."""

from collections.abc import Callable
from typing import TypeAlias

Passes: TypeAlias = Callable[[str], None]


def test_single_head(migration_passes: Passes) -> None:
    """The chain ends in one head."""
    migration_passes("heads")


def test_models(migration_passes: Passes) -> None:
    """What the chain makes is what the models make."""
    migration_passes("models")
