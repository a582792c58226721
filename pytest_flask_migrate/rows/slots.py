"""What each column of a table may take: one slot for the columns whose values belong together."""

import itertools
import operator
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import sqlalchemy

from .conditions import conditioned
from .literals import DEFAULT, literal, null
from .row import Row, Slot
from .schema import Column, ForeignKey, Schema, Table, quote, run
from .values import UnknownTypeError, Values, is_text, values

PARENT_KEYS = 200  # parent rows that a table's new rows may point to


class UnfillableError(Exception):
    """No row can be made for the table; the text is the reason."""


@dataclass(frozen=True)
class Plan:
    """How a table's rows are made; `late` are foreign keys whose parent rows come after the table's own."""

    slots: tuple[Slot, ...]
    late: tuple[ForeignKey, ...]
    empty: Mapping[str, str]  # columns that stay NULL, each with the reason

    def row(self, index: int, attempt: int, rows: int, nulls: bool | None = None) -> Row:
        """Make the row of an index, plainer on further attempts; `nulls` says which values to leave out."""
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
            raise UnfillableError(f"its foreign key {key.name} refers to {key.parent}, which holds no rows.")
    slots = [slot for slot in slots if not any(set(slot.columns) & set(options[0]) for options in foreign)]
    paces = itertools.accumulate((len(options) for options in foreign), operator.mul, initial=1)
    slots += [_spread(table, options, pace, existing) for options, pace in zip(foreign, paces, strict=False)]
    taken = {name for slot in slots for name in slot.columns}
    for column in table.columns.values():
        if column.name not in taken and not column.generated and not takes_default(column):
            try:
                slots.append(maker.column(column))
            except UnknownTypeError as error:
                if column.not_null and not column.default:
                    raise
                empty[column.name] = str(error)
    chosen = conditioned(connection, schema, table, counts, slots)
    return Plan(chosen, tuple(late), empty)


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
    return run(
        connection,
        f"SELECT {', '.join(f'{name}::text' for name in theirs)} FROM {key.parent_quoted} p"
        f" WHERE {' AND '.join(conditions)} ORDER BY {', '.join(theirs)} LIMIT {PARENT_KEYS}",
    )


def _joined(foreign: list[list[Row]], options: list[Row]) -> list[list[Row]]:
    """Add a foreign key's values; where it shares columns with others, only values that fit together."""
    apart = []
    for others in foreign:
        shared = others[0].keys() & options[0].keys()
        fitting = [a | b for a in others for b in options if all(a[name] == b[name] for name in shared)]
        if shared and fitting:
            options = fitting[: 10 * PARENT_KEYS]
        else:
            apart.append(others)
    return [*apart, options]


def _spread(table: Table, options: list[Row], pace: int, existing: int) -> Slot:
    """Make a foreign key's slot; several in one table step at different paces, so that their pairs differ."""

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
            {column.name: literal(value, column.type_name) for column, value in zip(columns, row, strict=True)}
            for row in parent_keys(self.connection, self.table, key)
        ]

    def own_keys(self, key: ForeignKey) -> Slot:
        """Let each row that must point into its own, empty table point to itself."""
        options: list[Row] = [{} for _ in range(PARENT_KEYS)]
        for name, parent_name in zip(key.columns, key.parent_columns, strict=True):
            parent = self.table.columns[parent_name]
            if takes_default(parent):
                relation, attribute = (literal(text, "text") for text in (self.table.quoted, parent.name))
                default = parent.default or f"nextval(pg_get_serial_sequence({relation}, {attribute}))"
                given = run(
                    self.connection,
                    f"SELECT ({default})::text FROM generate_series(1, {PARENT_KEYS})",
                )
                texts = [row[0] for row in given]
            else:
                made, start = self.values(parent), self.counts[parent.name]
                texts = [made.plain(start + number) for number in range(PARENT_KEYS)]
            for option, text in zip(options, texts, strict=True):
                for column in (parent, self.table.columns[name]):
                    option[column.name] = literal(text, column.type_name)
        return Slot(tuple(options[0]), lambda number: options[number % PARENT_KEYS])
