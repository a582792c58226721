"""Fills the tables of a schema as it stands, whatever they are made of."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import sqlalchemy
from sqlalchemy.exc import DBAPIError

from .insert import Inserted, first_line, insert, point
from .probe import probe
from .schema import VERSION_TABLE, Schema, Table, read, run
from .slots import UnfillableError, plan
from .values import UnknownTypeError


@dataclass(frozen=True)
class Filling:
    """What `fill` did: rows by table, and why a table or one of its columns holds nothing new."""

    filled: Mapping[str, int]
    unfilled: Mapping[str, str]


@dataclass
class _Progress:
    filled: dict[str, int] = field(default_factory=dict)
    unfilled: dict[str, str] = field(default_factory=dict)


def tables(connection: sqlalchemy.Connection, *, version_table: str = VERSION_TABLE) -> list[str]:
    """Name the tables that can be filled: partitions, extensions' and system tables are left out."""
    return list(read(connection, version_table).tables)


def fill(
    connection: sqlalchemy.Connection,
    tables: Collection[str] | None = None,
    *,
    rows: int = 8,
    version_table: str = VERSION_TABLE,
) -> Filling:
    """Insert new rows into tables; rows that are there stay as they are.

    It works inside the caller's transaction, in savepoints, and commits nothing. Deferred constraints are
    checked before it returns; afterwards they wait again, as at the start of a transaction.
    The values depend on the schema and its content only.

    Parameters: `tables`, display names as `tables()` gives them, or None for all; `rows`, the number of rows
    for each table; `version_table`, with its schema, which is never filled.

    Raises ValueError outside a transaction and for a table that does not exist.
    """
    if not connection.in_transaction():
        raise ValueError("fill() needs a transaction: with connection.begin(): fill(connection)")
    schema = read(connection, version_table)
    wanted = list(schema.tables) if tables is None else [name for name in schema.tables if name in tables]
    unknown = sorted(set(tables or ()) - set(wanted))
    if unknown:
        raise ValueError(f"There is no table {', '.join(unknown)} to fill; there are {', '.join(schema.tables)}.")
    probed = probe(connection, schema)
    try:
        progress = _attempt(connection, schema, probed, wanted, rows)
    except DBAPIError:
        # A deferred constraint refused the whole; checked at once, each table's refusal has its name.
        run(connection, "SET CONSTRAINTS ALL IMMEDIATE")
        try:
            progress = _attempt(connection, schema, probed, wanted, rows)
        except DBAPIError as error:
            progress = _Progress(unfilled=dict.fromkeys(wanted, first_line(error)))
    if schema.deferred:
        run(connection, f"SET CONSTRAINTS {', '.join(dict.fromkeys(schema.deferred))} DEFERRED")
    return Filling(progress.filled, progress.unfilled)


def _attempt(
    connection: sqlalchemy.Connection,
    schema: Schema,
    probed: Mapping[int, tuple[str, ...]],
    wanted: list[str],
    rows: int,
) -> _Progress:
    with connection.begin_nested():
        progress = _fill(connection, schema, probed, wanted, rows)
        run(connection, "SET CONSTRAINTS ALL IMMEDIATE")
    return progress


def _fill(
    connection: sqlalchemy.Connection,
    schema: Schema,
    probed: Mapping[int, tuple[str, ...]],
    wanted: list[str],
    rows: int,
) -> _Progress:
    progress = _Progress()
    counts = _counts(connection, [schema.tables[name] for name in wanted])
    inserted: dict[str, Inserted] = {}
    order = _order(schema, wanted)
    for place, name in enumerate(order):
        table = schema.tables[name]
        existing, by_column = counts[name]
        try:
            made = plan(connection, schema, probed, table, by_column, existing, order[place:])
            for key in made.late:
                if key.deferrable:
                    run(connection, f"SET CONSTRAINTS {key.quoted} DEFERRED")
            inserted[name] = insert(connection, table, made, rows)
        except (UnfillableError, UnknownTypeError, DBAPIError) as error:
            progress.unfilled[name] = first_line(error)
            continue
        progress.filled[name] = len(inserted[name].rows)
    for name, result in inserted.items():
        table = schema.tables[name]
        notes = dict(result.plan.empty)
        for key in result.plan.late:
            notes |= dict.fromkeys(key.columns, point(connection, table, key, result) or "")
        held = {column for column, different in counts[name][1].items() if different}
        never = [column for column in table.columns if column in result.writable - result.given - held]
        if never:
            reasons = {column: notes.get(column) or "the server took no row with one" for column in never}
            progress.unfilled[name] = (
                "; ".join(f"column {column} got no value: {reason}" for column, reason in reasons.items()) + "."
            )
    return progress


def _counts(connection: sqlalchemy.Connection, tables: list[Table]) -> dict[str, tuple[int, dict[str, int]]]:
    """Each table's rows, and the different values of each column, so that new values continue them."""
    found: dict[str, tuple[int, dict[str, int]]] = {}
    for start in range(0, len(tables), 100):
        some = tables[start : start + 100]
        selects = (
            f"SELECT {number}, ARRAY[count(*)"
            + "".join(f", count(DISTINCT {column.quoted}::text)" for column in table.columns.values())
            + f"] FROM {table.quoted}"
            for number, table in enumerate(some)
        )
        for row in run(connection, " UNION ALL ".join(selects)):
            number, (existing, *different) = row[0], row[1]
            found[some[number].name] = existing, dict(zip(some[number].columns, different, strict=True))
    return found


def _order(schema: Schema, wanted: list[str]) -> list[str]:
    """Parents before children; in a cycle, first the table whose foreign keys can wait."""
    left, order = list(wanted), list[str]()
    while left:
        order.append(min(left, key=lambda name: (_waiting(schema.tables[name], left), left.index(name))))
        left.remove(order[-1])
    return order


def _waiting(table: Table, left: list[str]) -> tuple[int, int, int]:
    """Count the foreign keys to unfilled tables: those that cannot wait, can be deferred, can be NULL."""
    waiting = [0, 0, 0]
    for key in table.foreign_keys:
        if key.parent in left and key.parent != table.name:
            nullable = [not table.columns[name].not_null for name in key.columns]
            waiting[2 if (all if key.full else any)(nullable) else 1 if key.deferrable else 0] += 1
    return waiting[0], waiting[1], waiting[2]
