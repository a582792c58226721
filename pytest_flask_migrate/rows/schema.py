"""What must be known of tables before rows can be written or read: one query for a whole database."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy

VERSION_TABLE = "public.alembic_version"


@dataclass(frozen=True)
class Column:
    """A column; `type_name` is what stands after `CAST(… AS`, `category` is PostgreSQL's `typcategory`."""

    name: str
    quoted: str
    position: int
    type: int
    modifier: int
    type_name: str
    category: str
    not_null: bool
    identity: str
    generated: str
    default: str | None


@dataclass(frozen=True)
class Key:
    """A unique index or an exclusion constraint; an expression in it adds no name to `columns`."""

    name: str
    columns: tuple[str, ...]
    primary: bool
    deferrable: bool


@dataclass(frozen=True)
class ForeignKey:
    """A foreign key; `parent` is the display name of the table it points to."""

    name: str
    quoted: str
    columns: tuple[str, ...]
    parent: str
    parent_quoted: str
    parent_columns: tuple[str, ...]
    deferrable: bool
    full: bool


@dataclass(frozen=True)
class Check:
    """A condition on the columns of one row: a CHECK constraint, or the bounds of all partitions."""

    name: str
    columns: tuple[str, ...]
    expression: str


@dataclass(frozen=True)
class Type:
    """A type of a column or a part of one; `kind` is PostgreSQL's `typtype`."""

    name: str
    type_name: str
    kind: str
    delimiter: str
    element: int
    base: int
    modifier: int
    subtype: int
    labels: tuple[str, ...]
    fields: tuple[tuple[int, int], ...]
    checks: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table; `name` is for people (`public.` omitted), `quoted` is for statements."""

    name: str
    quoted: str
    partitioned: bool
    columns: Mapping[str, Column]
    keys: tuple[Key, ...]
    foreign_keys: tuple[ForeignKey, ...]
    checks: tuple[Check, ...]

    @property
    def primary_key(self) -> tuple[str, ...]:
        """The names of the primary key's columns; none without one."""
        return next((key.columns for key in self.keys if key.primary), ())


@dataclass(frozen=True)
class Schema:
    """The tables by their display names, every type that their columns are made of, and what they defer."""

    tables: Mapping[str, Table]
    types: Mapping[int, Type]
    deferred: tuple[str, ...]  # the constraints that a transaction starts with deferred


# A partition is filled and read through the table it belongs to. pg_get_partition_constraintdef includes the
# bounds of the levels above, so the leaves alone say which rows have a place.
_QUERY = """
WITH RECURSIVE tables AS (
    SELECT c.oid, c.relkind, n.nspname, c.relname,
           CASE n.nspname WHEN 'public' THEN '' ELSE quote_ident(n.nspname) || '.' END
               || quote_ident(c.relname) AS display,
           quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS quoted
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.classid = 'pg_catalog.pg_class'::regclass
                      AND e.objid = c.oid AND e.deptype = 'e')
), columns AS (
    SELECT a.*, t.typcategory, a.attnotnull OR t.typnotnull AS required,
           pg_get_expr(d.adbin, d.adrelid) AS initial
    FROM tables c
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
), used(oid) AS (
    SELECT atttypid FROM columns
    UNION
    SELECT part.oid FROM used JOIN pg_catalog.pg_type t ON t.oid = used.oid, LATERAL (
        SELECT t.typelem AS oid WHERE t.typcategory = 'A'
        UNION ALL SELECT t.typbasetype
        UNION ALL SELECT rngsubtype FROM pg_catalog.pg_range WHERE rngtypid = t.oid
        UNION ALL SELECT rngtypid FROM pg_catalog.pg_range WHERE rngmultitypid = t.oid
        UNION ALL SELECT atttypid FROM pg_catalog.pg_attribute
            WHERE attrelid = t.typrelid AND t.typtype = 'c' AND attnum > 0 AND NOT attisdropped
    ) part WHERE part.oid <> 0
)
SELECT json_build_object(
'tables', (SELECT json_agg(json_build_object('oid', oid::text, 'name', display, 'quoted', quoted,
        'plain', nspname || '.' || relname, 'partitioned', relkind = 'p') ORDER BY nspname, relname)
    FROM tables),
'columns', (SELECT json_agg(json_build_object('table', attrelid::text, 'name', attname,
        'quoted', quote_ident(attname), 'position', attnum, 'type', atttypid::bigint, 'modifier', atttypmod,
        'type_name', format_type(atttypid, atttypmod), 'category', typcategory, 'not_null', required,
        'identity', attidentity, 'generated', attgenerated, 'default', initial) ORDER BY attrelid, attnum)
    FROM columns),
'keys', (SELECT json_agg(json_build_object('table', i.indrelid::text, 'name', c.relname,
        'primary', i.indisprimary, 'deferrable', NOT i.indimmediate,
        'columns', (SELECT json_agg(a.attname ORDER BY k.ordinality)
            FROM unnest(i.indkey) WITH ORDINALITY k(number, ordinality) JOIN pg_catalog.pg_attribute a
              ON a.attrelid = i.indrelid AND a.attnum = k.number AND k.number > 0
            WHERE k.ordinality <= i.indnkeyatts)) ORDER BY c.relname)
    FROM pg_catalog.pg_index i JOIN tables ON tables.oid = i.indrelid
    JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid WHERE i.indisunique OR i.indisexclusion),
'foreign_keys', (SELECT json_agg(json_build_object('table', f.conrelid::text, 'name', f.conname,
        'quoted', quote_ident(tables.nspname) || '.' || quote_ident(f.conname), 'parent',
        CASE n.nspname WHEN 'public' THEN '' ELSE quote_ident(n.nspname) || '.' END
            || quote_ident(p.relname),
        'parent_quoted', quote_ident(n.nspname) || '.' || quote_ident(p.relname),
        'deferrable', f.condeferrable, 'full', f.confmatchtype = 'f',
        'columns', (SELECT json_agg(a.attname ORDER BY k.ordinality)
            FROM unnest(f.conkey) WITH ORDINALITY k(number, ordinality)
            JOIN pg_catalog.pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.number),
        'parent_columns', (SELECT json_agg(a.attname ORDER BY k.ordinality)
            FROM unnest(f.confkey) WITH ORDINALITY k(number, ordinality)
            JOIN pg_catalog.pg_attribute a ON a.attrelid = f.confrelid AND a.attnum = k.number)
        ) ORDER BY f.conname)
    FROM pg_catalog.pg_constraint f JOIN tables ON tables.oid = f.conrelid
    JOIN pg_catalog.pg_class p ON p.oid = f.confrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = p.relnamespace WHERE f.contype = 'f' AND f.conparentid = 0),
'checks', (SELECT json_agg(json_build_object('table', k.conrelid::text, 'name', k.conname,
        'expression', pg_get_expr(k.conbin, k.conrelid),
        'columns', (SELECT json_agg(a.attname ORDER BY a.attnum) FROM pg_catalog.pg_attribute a
            WHERE a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey))) ORDER BY k.conname)
    FROM pg_catalog.pg_constraint k JOIN tables ON tables.oid = k.conrelid WHERE k.contype = 'c'),
'bounds', (SELECT json_agg(json_build_object('table', tables.oid::text,
        'expression', coalesce(pg_get_partition_constraintdef(leaf.relid), 'true')) ORDER BY leaf.relid::text)
    FROM tables, pg_partition_tree(tables.oid) leaf WHERE tables.relkind = 'p' AND leaf.isleaf
      AND leaf.relid <> tables.oid),
'deferred', (SELECT json_agg(quote_ident(n.nspname) || '.' || quote_ident(k.conname))
    FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_namespace n ON n.oid = k.connamespace
    WHERE k.condeferred),
'types', (SELECT json_agg(json_build_object('oid', t.oid::bigint, 'name', t.typname,
        'type_name', format_type(t.oid, NULL), 'kind', t.typtype, 'delimiter', t.typdelim,
        'element', CASE t.typcategory WHEN 'A' THEN t.typelem::bigint ELSE 0 END,
        'base', t.typbasetype::bigint, 'modifier', t.typtypmod,
        'subtype', coalesce((SELECT rngsubtype::bigint FROM pg_catalog.pg_range WHERE rngtypid = t.oid),
            (SELECT rngtypid::bigint FROM pg_catalog.pg_range WHERE rngmultitypid = t.oid), 0),
        'labels', (SELECT json_agg(enumlabel ORDER BY enumsortorder) FROM pg_catalog.pg_enum
            WHERE enumtypid = t.oid),
        'fields', (SELECT json_agg(json_build_array(atttypid::bigint, atttypmod) ORDER BY attnum)
            FROM pg_catalog.pg_attribute
            WHERE attrelid = t.typrelid AND t.typtype = 'c' AND attnum > 0 AND NOT attisdropped),
        'checks', (SELECT json_agg(pg_get_expr(conbin, 0) ORDER BY conname)
            FROM pg_catalog.pg_constraint WHERE contypid = t.oid AND contype = 'c')))
    FROM pg_catalog.pg_type t WHERE t.oid IN (SELECT oid FROM used))
)::text
"""


def run(connection: sqlalchemy.Connection, statement: str) -> list[tuple[Any, ...]]:
    """Execute a statement that holds all its values: no driver reads its `%` and `:` as parameters."""
    result = connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
    return [tuple(row) for row in result] if result.returns_rows else []


def read(connection: sqlalchemy.Connection, version_table: str = VERSION_TABLE) -> Schema:
    """Read every table outside the system's schemas, but extensions' tables and the version table."""
    found: dict[str, list[Any] | None] = json.loads(run(connection, _QUERY)[0][0])
    parts: dict[str, dict[str, list[dict[str, Any]]]] = {
        kind: {} for kind in ("columns", "keys", "foreign_keys", "checks", "bounds")
    }
    for kind, by_table in parts.items():
        for part in found[kind] or []:
            by_table.setdefault(part.pop("table"), []).append(part)
    tables = {}
    for entry in found["tables"] or []:
        if version_table in (entry["plain"], entry["quoted"], entry["name"]):
            continue
        mine = {kind: by_table.get(entry["oid"], []) for kind, by_table in parts.items()}
        columns = {column["name"]: Column(**column) for column in mine["columns"]}
        tables[entry["name"]] = Table(
            name=entry["name"],
            quoted=entry["quoted"],
            partitioned=entry["partitioned"],
            columns=columns,
            keys=tuple(Key(**_tuples(key)) for key in mine["keys"]),
            foreign_keys=tuple(ForeignKey(**_tuples(key)) for key in mine["foreign_keys"]),
            checks=(
                *(Check(**_tuples(check)) for check in mine["checks"]),
                *_bounds(mine["bounds"], columns),
            ),
        )
    types = {entry.pop("oid"): Type(**_tuples(entry)) for entry in found["types"] or []}
    return Schema(tables, types, tuple(found["deferred"] or ()))


def _tuples(entry: dict[str, Any]) -> dict[str, Any]:
    lists = ("columns", "parent_columns", "labels", "fields", "checks")
    return {name: tuple(value or ()) if name in lists else value for name, value in entry.items()}


def _bounds(leaves: list[dict[str, Any]], columns: Mapping[str, Column]) -> list[Check]:
    """Take the bounds of all partitions as one condition: a row must have a place in one of them."""
    if not leaves:
        return []
    expression = " OR ".join(f"({leaf['expression']})" for leaf in leaves)
    used = tuple(name for name, column in columns.items() if column.quoted in expression)
    return [Check("partition bounds", used, expression)]


def quote(name: str) -> str:
    """Write a name as statements need it."""
    return '"' + name.replace('"', '""') + '"'
