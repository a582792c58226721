"""What existed before and is gone or changed after, named by table and column."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from .content import Content, Record, Rows

PAIRED_BY_LIKENESS = 300  # rows without a key that are paired by what they have in common
SHOWN = 60  # characters of a value in a message

Pair = tuple[str, Record, Record]


@dataclass(frozen=True)
class Loss:
    """Values of a column, or rows (`column` is None), that are gone or changed.

    `example` is the row's key in words, the value before and the value after.
    """

    table: str
    column: str | None
    count: int
    total: int
    example: tuple[str, str | None, str | None]

    def __str__(self) -> str:
        """Say it in a line, with an example."""
        key, before, after = self.example
        if self.column is None:
            return f"{self.table}: {self.count} of {self.total} rows gone, e.g. {key}"
        place = f" ({key})" if key else ""
        if after is None:
            return f"{self.table}.{self.column}: {self.count} of {self.total} values gone, e.g. {_shown(before)}{place}"
        # Where two long values differ late, their beginnings would look the same.
        start = _difference(before or "", after) if before is not None else 0
        return (
            f"{self.table}.{self.column}: {self.count} of {self.total} values changed,"
            f" e.g. {_shown(before, start)} became {_shown(after, start)}{place}"
        )


def losses(before: Content, after: Content, *, remaining: bool = False) -> list[Loss]:
    """Name what existed before and is gone or changed after; new tables, columns and rows are no loss.

    `remaining` judges only the tables and columns that both have, as after an upgrade that drops some on
    purpose; a deleted row is a loss all the same.
    """
    found: list[Loss] = []
    for name, rows in before.items():
        if name in after:
            found += _in_table(name, rows, after[name], remaining)
        elif rows.rows and not remaining:
            found.append(_rows_gone(name, rows, list(rows.rows)))
    return found


def _in_table(table: str, before: Rows, after: Rows, remaining: bool) -> Iterator[Loss]:
    pairs, gone = _matched(before, after)
    if gone:
        yield _rows_gone(table, before, gone)
    places = {name: place for place, name in enumerate(after.columns)}
    for place, name in enumerate(before.columns):
        if name in places:
            yield from _in_column(table, name, pairs, place, places[name], _comparison(before, after, name))
        elif not remaining:
            held = [(key, row[place]) for key, row, _ in pairs if row[place] is not None]
            if held:
                yield Loss(table, name, len(held), len(held), (*held[0], None))


def _in_column(
    table: str, column: str, pairs: list[Pair], place: int, place_after: int, same: Callable[[str, str], bool]
) -> Iterator[Loss]:
    gone, changed = [], []
    for key, row, row_after in pairs:
        before, after = row[place], row_after[place_after]
        if before is not None and after is None:
            gone.append((key, before, after))
        elif before is not None and after is not None and not same(before, after):
            changed.append((key, before, after))
    if gone:
        yield Loss(table, column, len(gone), sum(row[place] is not None for _, row, _ in pairs), gone[0])
    if changed:
        yield Loss(table, column, len(changed), len(pairs), changed[0])


def _comparison(before: Rows, after: Rows, name: str) -> Callable[[str, str], bool]:
    if before.columns[name] != after.columns[name]:
        # Another kind of type writes the same value in another way: only its absence can be seen.
        return lambda _before, _after: True
    if before.columns[name] == "D":
        return lambda one, other: one.removesuffix(" 00:00:00") == other.removesuffix(" 00:00:00")
    return lambda one, other: one == other


def _rows_gone(table: str, before: Rows, gone: list[Record]) -> Loss:
    return Loss(table, None, len(gone), len(before.rows), (_key(before, gone[0]), None, None))


def _matched(before: Rows, after: Rows) -> tuple[list[Pair], list[Record]]:
    """Pair the rows of both sides; the rows of before that have no partner are gone."""
    for key in filter(None, (before.key, after.key)):
        if any(before.columns.get(name, "") != after.columns.get(name) for name in key):
            continue
        ours, theirs = _by_key(before, key), _by_key(after, key)
        if ours is not None and theirs is not None:
            pairs = [(_key(before, row), row, theirs[at]) for at, row in ours.items() if at in theirs]
            return pairs, [row for at, row in ours.items() if at not in theirs]
    return _by_likeness(before, after)


def _by_key(rows: Rows, key: Sequence[str]) -> dict[Record, Record] | None:
    places = [list(rows.columns).index(name) for name in key]
    found = {tuple(row[place] for place in places): row for row in rows.rows}
    return found if len(found) == len(rows.rows) else None


def _by_likeness(before: Rows, after: Rows) -> tuple[list[Pair], list[Record]]:
    """Pair equal rows first, then those that have most values in common."""
    common = [name for name in before.columns if before.columns[name] == after.columns.get(name)]
    ours = [list(before.columns).index(name) for name in common]
    theirs = [list(after.columns).index(name) for name in common]

    def shared(row: Record, places: list[int]) -> Record:
        return tuple(row[place] for place in places)

    left: dict[Record, list[Record]] = {}
    for row in after.rows:
        left.setdefault(shared(row, theirs), []).append(row)
    pairs: list[Pair] = []
    alone: list[Record] = []
    for row in before.rows:
        equal = left.get(shared(row, ours))
        if equal:
            pairs.append((_key(before, row), row, equal.pop(0)))
        else:
            alone.append(row)
    rest = [row for rows in left.values() for row in rows]
    gone: list[Record] = []
    for row in alone:
        if not rest:
            gone.append(row)
            continue
        wanted = shared(row, ours)
        offered = rest[:PAIRED_BY_LIKENESS]
        likeness = [sum(a == b for a, b in zip(wanted, shared(other, theirs), strict=True)) for other in offered]
        best = max(range(len(offered)), key=lambda n: likeness[n])
        if not likeness[best] and len(common) > 1:
            gone.append(row)
            continue
        pairs.append((_key(before, row), row, rest.pop(best)))
    return pairs, gone


def _key(rows: Rows, row: Record) -> str:
    values = dict(zip(rows.columns, row, strict=True))
    if rows.key:
        return ", ".join(f"{name} {values[name]}" for name in rows.key)
    return "the row " + ", ".join(f"{name} {_shown(value)}" for name, value in list(values.items())[:3])


def _difference(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    first = next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))
    return 0 if first < SHOWN // 2 else first - SHOWN // 4


def _shown(value: str | None, start: int = 0) -> str:
    if value is None:
        return "NULL"
    part = value[start : start + SHOWN]
    return ("…" if start else "") + repr(part) + ("…" if start + SHOWN < len(value) else "")
