"""What each column of a table may take: one slot for the columns whose values belong together."""

import itertools
import operator
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy
from sqlalchemy.exc import DBAPIError

from .hints import hints
from .literals import DEFAULT, NULL, literal, null
from .schema import Check, Column, ForeignKey, Schema, Table, quote, run
from .values import Values, is_text, values

Row = dict[str, str]  # column -> SQL
PARENT_KEYS = 200  # parent rows that a table's new rows may point to
COMBINATIONS = 2000  # values of the columns of one condition that the server is asked about at once


class Unfillable(Exception):
    """No row can be made for the table; the text is the reason."""


@dataclass(frozen=True)
class Slot:
    """Values for some columns: `at` gives those of a number, `null` what stands where nothing is given."""

    columns: tuple[str, ...]
    at: Callable[[int], Row]
    null: Row | None = None


@dataclass(frozen=True)
class Plan:
    """How a table's rows are made; `late` are foreign keys whose parent rows come after the table's own."""

    slots: tuple[Slot, ...]
    late: tuple[ForeignKey, ...]
    empty: Mapping[str, str]  # columns that stay NULL, each with the reason

    def row(self, index: int, attempt: int, rows: int, nulls: bool | None = None) -> Row:
        """The row of an index; further attempts are plainer. `nulls` overrides which values are left out."""
        row: Row = {}
        for place, slot in enumerate(self.slots):
            turns = {rows - 1} if rows > 1 else set()
            if rows >= 6:
                turns.add(rows // 2 + place % (rows // 2 - 1))
            left_out = index in turns if nulls is None else nulls
            if slot.null is not None and left_out:
                row |= slot.null
            else:
                skipped = sum(turn < index for turn in turns) if slot.null is not None else 0
                row |= slot.at(index - skipped + attempt * max(rows, 12))
        return row


def plan(
    connection: sqlalchemy.Connection,
    schema: Schema,
    probed: Mapping[int, tuple[str, ...]],
    table: Table,
    counts: Mapping[str, int],
    existing: int,
    pending: Collection[str],
) -> Plan:
    """Decide what a table's new rows hold.

    `counts` are the different values that each column holds now, `existing` the table's rows, `pending` the
    tables that are still to be filled (the table itself too).
    """
    maker = _Maker(connection, schema, probed, table, counts)
    slots: list[Slot] = []
    foreign: list[list[Row]] = []
    late: list[ForeignKey] = []
    empty: dict[str, str] = {}
    for key in sorted(table.foreign_keys, key=lambda key: -len(key.columns)):
        if any(set(key.columns) <= set(options[0]) for options in foreign):
            continue
        options = maker.parent_keys(key)
        if options:
            foreign = _joined(foreign, options)
            continue
        nullable = [name for name in key.columns if not table.columns[name].not_null]
        soft = len(nullable) == len(key.columns) if key.full else bool(nullable)
        if soft:
            left = {name: null(table.columns[name].type_name) for name in nullable}
            slots = [slot for slot in slots if not set(slot.columns) & set(left)]
            slots.append(Slot(tuple(left), lambda _, left=left: dict(left)))  # type: ignore[misc]
            if key.parent in pending:
                late.append(key)
            else:
                empty |= dict.fromkeys(left, f"{key.parent}, which it refers to, holds no rows")
        elif key.parent == table.name:
            slots.append(maker.own_keys(key))
        elif key.parent in pending and key.deferrable:
            late.append(key)
        else:
            raise Unfillable(f"its foreign key {key.name} refers to {key.parent}, which holds no rows.")
    slots = [slot for slot in slots if not any(set(slot.columns) & set(options[0]) for options in foreign)]
    paces = itertools.accumulate((len(options) for options in foreign), operator.mul, initial=1)
    slots += [_spread(table, options, pace, existing) for options, pace in zip(foreign, paces, strict=False)]
    taken = {name for slot in slots for name in slot.columns}
    for column in table.columns.values():
        if column.name not in taken and not column.generated and not takes_default(column):
            slots.append(maker.column(column))
    return Plan(tuple(maker.conditioned(slots)), tuple(late), empty)


def takes_default(column: Column) -> bool:
    """Whether a sequence gives the column its values."""
    return bool(column.identity) or "nextval(" in (column.default or "")


def parent_keys(connection: sqlalchemy.Connection, table: Table, key: ForeignKey) -> list[tuple[str, ...]]:
    """Existing parent rows to point to; where each may be pointed to once, those that nobody points to."""
    theirs = ["p." + quote(name) for name in key.parent_columns]
    conditions = [f"{name} IS NOT NULL" for name in theirs]
    if any(own.columns and set(own.columns) <= set(key.columns) for own in table.keys):
        pairs = zip(key.columns, theirs, strict=True)
        same = " AND ".join(f"c.{quote(name)} = {parent}" for name, parent in pairs)
        conditions.append(f"NOT EXISTS (SELECT FROM {table.quoted} c WHERE {same})")
    rows = run(
        connection,
        f"SELECT {', '.join(f'{name}::text' for name in theirs)} FROM {key.parent_quoted} p"
        f" WHERE {' AND '.join(conditions)} ORDER BY {', '.join(theirs)} LIMIT {PARENT_KEYS}",
    )
    return [tuple(row) for row in rows]


def _joined(foreign: list[list[Row]], options: list[Row]) -> list[list[Row]]:
    """Add a foreign key's values; where it shares columns with others, only values that fit together."""
    apart = []
    for others in foreign:
        shared = others[0].keys() & options[0].keys()
        fitting = [a | b for a in others for b in options if all(a[name] == b[name] for name in shared)]
        if shared and fitting:
            options = fitting[:COMBINATIONS]
        else:
            apart.append(others)
    return [*apart, options]


def _spread(table: Table, options: list[Row], pace: int, existing: int) -> Slot:
    """A foreign key's slot; several in one table step at different paces, so that their pairs differ."""

    def at(number: int) -> Row:
        number += existing
        return options[(number + (number // pace if pace > 1 else 0)) % len(options)]

    nullable = [table.columns[name] for name in options[0] if not table.columns[name].not_null]
    left = {column.name: null(column.type_name) for column in nullable}
    return Slot(tuple(options[0]), at, options[0] | left if left else None)


@dataclass(frozen=True)
class _Maker:
    connection: sqlalchemy.Connection
    schema: Schema
    probed: Mapping[int, tuple[str, ...]]
    table: Table
    counts: Mapping[str, int]

    def values(self, column: Column) -> Values:
        word = "".join(letter for letter in column.name.lower() if letter.isalnum())[:20] or "value"
        made = values(self.schema.types, self.probed, column.type, column.modifier, word, column.position)
        if not any(column.name in key.columns for key in self.table.keys):
            return made
        text = is_text(self.schema.types[column.type].name)
        return Values(made.plain, tuple(edge for edge in made.edges if 0 < len(edge) <= 300) if text else ())

    def column(self, column: Column) -> Slot:
        made, start = self.values(column), self.counts[column.name]
        if not column.not_null:
            left = {column.name: null(column.type_name)}
        else:
            left = {column.name: DEFAULT} if column.default else {}
        return Slot(
            (column.name,),
            lambda number: {column.name: literal(made.at(start + number), column.type_name)},
            left or None,
        )

    def parent_keys(self, key: ForeignKey) -> list[Row]:
        columns = [self.table.columns[name] for name in key.columns]
        return [
            {
                column.name: literal(value, column.type_name)
                for column, value in zip(columns, row, strict=True)
            }
            for row in parent_keys(self.connection, self.table, key)
        ]

    def own_keys(self, key: ForeignKey) -> Slot:
        """A row that must point into its own, empty table points to itself."""
        options: list[Row] = [{} for _ in range(PARENT_KEYS)]
        for name, parent_name in zip(key.columns, key.parent_columns, strict=True):
            parent = self.table.columns[parent_name]
            if takes_default(parent):
                relation, attribute = (literal(text, "text") for text in (self.table.quoted, parent.name))
                default = parent.default or f"nextval(pg_get_serial_sequence({relation}, {attribute}))"
                given = run(
                    self.connection, f"SELECT ({default})::text FROM generate_series(1, {PARENT_KEYS})"
                ).scalars()
                texts = list(given)
            else:
                made, start = self.values(parent), self.counts[parent.name]
                texts = [made.plain(start + number) for number in range(PARENT_KEYS)]
            for option, text in zip(options, texts, strict=True):
                for column in (parent, self.table.columns[name]):
                    option[column.name] = literal(text, column.type_name)
        return Slot(tuple(options[0]), lambda number: options[number % PARENT_KEYS])

    def conditioned(self, slots: list[Slot]) -> list[Slot]:
        """Let the server choose, from all combinations, the values that the table's conditions accept."""
        given: dict[tuple[str, ...], list[Row]] = {}
        for check in sorted(self.table.checks, key=lambda check: (len(check.columns), check.name)):
            involved = [slot for slot in slots if set(slot.columns) & set(check.columns)]
            if not set(check.columns) <= {name for slot in involved for name in slot.columns}:
                continue
            share = max(3, int(COMBINATIONS ** (1 / max(len(involved), 1))))
            offered = [given.get(slot.columns) or self.candidates(slot) for slot in involved]
            accepted = self.accepted(check, [_diverse(options, share) for options in offered])
            if not accepted:
                continue
            merged = tuple(name for slot in involved for name in slot.columns)
            given[merged] = accepted
            slots = [slot for slot in slots if slot not in involved]
            slots.append(_chosen(merged, accepted))
        return slots

    def candidates(self, slot: Slot) -> list[Row]:
        texts = [check.expression for check in self.table.checks if set(check.columns) & set(slot.columns)]
        options = [slot.at(0), slot.at(12)]
        if len(slot.columns) == 1:
            column = self.table.columns[slot.columns[0]]
            kind = self.schema.types[column.type]
            hinted = hints(kind, column.modifier, texts, self.counts[column.name])
            options += [{column.name: literal(text, column.type_name)} for text in hinted]
        if slot.null is not None and DEFAULT not in slot.null.values():
            options.insert(1, slot.null)
        options += [slot.at(number) for number in range(1, 24)]
        return list({tuple(option.items()): option for option in options}.values())

    def accepted(self, check: Check, offered: list[list[Row]]) -> list[Row]:
        sources = []
        for place, options in enumerate(offered):
            names = list(options[0])
            lines = ", ".join(
                f"({number}, {', '.join(option[name] for name in names)})"
                for number, option in enumerate(options)
            )
            quoted = ", ".join(quote(name) for name in names)
            sources.append(f'(VALUES {lines}) AS "slot {place}" ("number {place}", {quoted})')
        numbers = ", ".join(f'"number {place}"' for place in range(len(offered)))
        statement = f"SELECT {numbers} FROM {', '.join(sources)} WHERE ({check.expression}) IS NOT FALSE ORDER BY {numbers}"
        try:
            with self.connection.begin_nested():
                found = run(self.connection, statement).all()
        except DBAPIError:
            return []  # the condition cannot be judged alone; the rows themselves will show it
        return [
            dict(
                itertools.chain.from_iterable(
                    offered[place][number].items() for place, number in enumerate(row)
                )
            )
            for row in found
        ]


def _chosen(columns: tuple[str, ...], accepted: list[Row]) -> Slot:
    chosen = _diverse(accepted, 96)
    return Slot(columns, lambda number: chosen[number % len(chosen)])


def _missing(row: Row) -> int:
    return sum(value == NULL or value.startswith("CAST(NULL ") for value in row.values())


def _diverse(options: Sequence[Row], count: int) -> list[Row]:
    """The most different options: the fullest first, then those with most values not seen yet."""
    if len(options) <= count and len(options[0]) == 1:
        return sorted(options, key=_missing)
    left, seen, chosen = list(options), set[tuple[str, str]](), list[Row]()
    while left and len(chosen) < count:
        best = max(
            range(len(left)),
            key=lambda n: (
                not chosen and -_missing(left[n]),
                len(left[n].items() - seen),
                -_missing(left[n]),
                -n,
            ),
        )
        row = left.pop(best)
        seen |= row.items()
        chosen.append(row)
    return chosen
