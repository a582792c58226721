"""Reads the rows of all tables as text that can be compared."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy

from .literals import literal
from .schema import VERSION_TABLE, Column, Table, read, run

TABLES_AT_ONCE = 100  # tables in one query

Record = tuple[str | None, ...]


@dataclass(frozen=True)
class Rows:
    """A table's rows as text; `columns` gives each column's family: families apart are not compared."""

    columns: Mapping[str, str]
    key: tuple[str, ...]
    rows: tuple[Record, ...]


Content = Mapping[str, Rows]


def content(connection: sqlalchemy.Connection, *, version_table: str = VERSION_TABLE) -> Content:
    """Read all rows of all tables: equal numbers, moments and JSON documents give equal text."""
    tables = list(read(connection, version_table).tables.values())
    found: dict[str, list[Record]] = {table.name: [] for table in tables}
    for start in range(0, len(tables), TABLES_AT_ONCE):
        some = tables[start : start + TABLES_AT_ONCE]
        selects = (_select(number, table) for number, table in enumerate(some))
        for row in run(connection, " UNION ALL ".join(selects)):
            found[some[row[0]].name].append(tuple(row[1]))
    return {
        table.name: Rows(
            {column.name: _family(column) for column in table.columns.values()},
            table.primary_key,
            tuple(found[table.name]),
        )
        for table in tables
    }


def _select(number: int, table: Table) -> str:
    # ONLY: a table that others inherit from shows its own rows; a partitioned one has none of its own.
    columns = ", ".join(_text(column) for column in table.columns.values())
    return f"SELECT {number}, ARRAY[{columns}]::text[] FROM {'' if table.partitioned else 'ONLY '}{table.quoted}"


def _text(column: Column) -> str:
    """Write a column as comparable text: trailing zeros, JSON's blanks and the time zone say nothing."""
    kind = re.sub(r"\(.*?\)", "", column.type_name)
    if kind == "numeric":
        return f"trim_scale({column.quoted})::text"
    if kind == "json":
        return f"{column.quoted}::jsonb::text"
    if kind == "json[]":
        return f"{column.quoted}::jsonb[]::text"
    if kind == "timestamp with time zone":
        return f"({column.quoted} AT TIME ZONE {literal('UTC', 'text')})::text"
    return f"{column.quoted}::text"


def _family(column: Column) -> str:
    """Name what writes the same value the same way: a string and an enum's label, any two numbers."""
    if column.type_name == "money":
        return "money"
    # Apart from these, a category holds types that write their values in different ways.
    alike = {"E": "S", "S": "S", "N": "N", "D": "D"}
    return alike.get(column.category, "jsonb" if column.type_name == "json" else column.type_name)
