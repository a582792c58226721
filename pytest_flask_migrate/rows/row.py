"""The words for a row that is to be written."""

from collections.abc import Callable
from dataclasses import dataclass

Row = dict[str, str]  # column -> SQL


@dataclass(frozen=True)
class Slot:
    """Values for some columns: `at` gives those of a number, `null` what stands where nothing is given."""

    columns: tuple[str, ...]
    at: Callable[[int], Row]
    null: Row | None = None
