"""Gets a table's planned rows in: all at once where the server takes them, else one by one and plainer."""

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy
from sqlalchemy.exc import DBAPIError

from .literals import DEFAULT, literal
from .row import Row
from .schema import Check, ForeignKey, Key, Table, run
from .slots import Plan, UnfillableError, parent_keys

_TABLE, _PLACE = "", " "  # names that no column has, for a row's tableoid and ctid
Stored = dict[str, str | None]
ATTEMPTS = 12  # other values tried for a row that the server refuses


@dataclass
class Inserted:
    """The rows that are in: where each lies, and which columns may hold and did get a value."""

    plan: Plan
    rows: list[Stored]
    writable: set[str]
    given: set[str]


def first_line(error: Exception) -> str:
    """Give a reason in one line: the server's own message where it has one."""
    if isinstance(error, DBAPIError):
        message = str(error.orig).strip() or type(error.orig).__name__
        return f"the server refused every row: {message.splitlines()[0].removeprefix('ERROR:').strip()}"
    return str(error)


def insert(connection: sqlalchemy.Connection, table: Table, plan: Plan, rows: int) -> Inserted:
    """Insert up to `rows` rows; raises UnfillableError or the server's error when not one gets in."""
    found: list[Stored] = []
    try:
        found += _insert(connection, table, [plan.row(index, 0, rows) for index in range(rows)])
    except DBAPIError:
        found += _one_by_one(connection, table, plan, rows)
    for attempt in range(1, 6):
        if len(found) >= rows:
            break
        # A key was taken: other values for as many rows as are missing, in the end no values.
        missing = [plan.row(index, attempt, rows, nulls=attempt == 5) for index in range(rows - len(found))]
        try:
            found += _insert(connection, table, missing)
        except DBAPIError:
            break
    if not found:
        raise UnfillableError(
            "the server took no row and gave no error: a trigger or a rule discards them, or no key is free."
        )
    writable = {column.name for column in table.columns.values() if not column.generated}
    given = {name for name in writable if any(row[name] is not None for row in found)}
    return Inserted(plan, found, writable, given)


def _insert(connection: sqlalchemy.Connection, table: Table, rows: list[Row]) -> list[Stored]:
    columns = [column for column in table.columns.values() if not column.generated]
    # Rows whose key is taken are left out without an error, unless the key is deferrable: then there is one.
    conflict = "" if any(key.deferrable for key in table.keys) else " ON CONFLICT DO NOTHING"
    overriding = ""
    if any(column.identity and row.get(column.name, DEFAULT) != DEFAULT for column in columns for row in rows):
        overriding = " OVERRIDING SYSTEM VALUE"
    names = ", ".join(column.quoted for column in columns)
    # All columns are read back: a virtual one that overflows would make every later look at the table fail.
    read_back = ["tableoid::oid", "ctid", *(column.quoted for column in table.columns.values())]
    returning = f"{conflict} RETURNING {', '.join(f'{name}::text' for name in read_back)}"
    if columns:
        lines = ", ".join("(" + ", ".join(row.get(column.name, DEFAULT) for column in columns) + ")" for row in rows)
        statements = [f"INSERT INTO {table.quoted} ({names}){overriding} VALUES {lines}{returning}"]
    else:
        statements = [f"INSERT INTO {table.quoted} DEFAULT VALUES{returning}"] * len(rows)
    keys = [_TABLE, _PLACE, *table.columns]
    with connection.begin_nested():
        return [dict(zip(keys, row, strict=True)) for each in statements for row in run(connection, each)]


def _one_by_one(connection: sqlalchemy.Connection, table: Table, plan: Plan, rows: int) -> list[Stored]:
    found: list[Stored] = []
    for index in range(rows):
        refusals: list[DBAPIError] = []
        for row in _variants(plan, table, index, rows, refusals):
            try:
                found += _insert(connection, table, [row])
                break
            except DBAPIError as error:
                refusals.append(error)
        else:
            if not found:
                raise refusals[-1]
    return found


def _variants(plan: Plan, table: Table, index: int, rows: int, refusals: list[DBAPIError]) -> Iterator[Row]:
    """Offer the planned row, then other values for the columns complained of, then plainer rows."""
    yield plan.row(index, 0, rows)
    blamed = _blamed(table, refusals[0]) if refusals else set()
    for attempt in range(1, ATTEMPTS + 1 if blamed else 1):
        other = plan.row(index, attempt, rows, nulls=False)
        yield plan.row(index, 0, rows) | {name: other[name] for name in blamed & other.keys()}
    yield plan.row(index, 1, rows)
    yield plan.row(index, 1, rows, nulls=False)
    yield plan.row(index, 1, rows, nulls=True)


def _blamed(table: Table, error: DBAPIError) -> set[str]:
    diagnosis = getattr(error.orig, "diag", None)
    column = getattr(diagnosis, "column_name", None)
    name = getattr(diagnosis, "constraint_name", None)
    rules: list[Key | ForeignKey | Check] = [*table.keys, *table.foreign_keys, *table.checks]
    by_name = {rule.name: rule.columns for rule in rules}
    return {column} if column else set(by_name.get(name or "", ()))


def point(connection: sqlalchemy.Connection, table: Table, key: ForeignKey, inserted: Inserted) -> str | None:
    """Point inserted rows to parent rows that came after them; what went wrong if none could be."""
    parents = parent_keys(connection, table, key)
    if not parents:
        return f"{key.parent}, which it refers to, holds no rows"
    waiting = {name for name in key.columns if not table.columns[name].not_null}
    fixed = set(key.columns) - waiting if waiting else set[str]()
    rows = inserted.rows[:-1] if waiting and len(inserted.rows) > 1 else inserted.rows
    chosen: list[tuple[Stored, tuple[str, ...]]] = []
    for index, row in enumerate(rows):
        fitting = [
            parent
            for parent in parents
            if all(row[name] == value for name, value in zip(key.columns, parent, strict=True) if name in fixed)
        ]
        own = tuple(row.get(name) for name in key.parent_columns) if key.parent == table.name else None
        fitting = [parent for parent in fitting if parent != own] or fitting
        if fitting:
            chosen.append((row, fitting[(index + 1) % len(fitting)]))
    try:
        _update(connection, table, key, chosen)
    except DBAPIError as error:
        refusal: str | None = first_line(error)
        for pair in chosen:
            try:
                _update(connection, table, key, [pair])
                refusal = None
            except DBAPIError:
                continue
        if refusal:
            return refusal
    if chosen:
        inserted.given.update(key.columns)
    return None


def _update(
    connection: sqlalchemy.Connection,
    table: Table,
    key: ForeignKey,
    chosen: list[tuple[Stored, tuple[str, ...]]],
) -> None:
    if not chosen:
        return
    columns = [table.columns[name] for name in key.columns]
    lines = ", ".join(
        f"({number}, CAST('{row[_TABLE]}' AS oid), CAST('{row[_PLACE]}' AS tid), "
        + ", ".join(literal(value, column.type_name) for value, column in zip(parent, columns, strict=True))
        + ")"
        for number, (row, parent) in enumerate(chosen)
    )
    targets = ", ".join(f"{column.quoted} = v.value{place}" for place, column in enumerate(columns))
    names = ", ".join(f"value{place}" for place in range(len(columns)))
    with connection.begin_nested():
        updated = run(
            connection,
            f"UPDATE {table.quoted} AS t SET {targets} FROM (VALUES {lines})"
            f" AS v(number, relation, place, {names})"
            " WHERE t.tableoid = v.relation AND t.ctid = v.place"
            " RETURNING v.number, t.tableoid::text, t.ctid::text",
        )
    for row in updated:
        chosen[row[0]][0].update({_TABLE: row[1], _PLACE: row[2]})
