"""One look at everything that a database holds."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from types import MappingProxyType

from sqlalchemy import Connection, text

from pytest_flask_migrate.catalog import schema_queries, table_queries
from pytest_flask_migrate.catalog.objects import Catalog, Object

# PostgreSQL's own objects have numbers below 16384 (FirstNormalObjectId, in every version). pg_depend
# (manual, 52.18) knows an extension's, and the functions and casts that a range type brings with it; what
# hangs on an extension's tables is not found since `relation` lacks them.
PICTURE = """
WITH schema AS MATERIALIZED (
    SELECT tableoid AS class, oid, quote_ident(nspname) AS name, nspowner, nspacl
    FROM pg_namespace
    WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
), member AS MATERIALIZED (
    SELECT classid, objid FROM pg_depend
    WHERE deptype = 'e' OR deptype = 'i' AND classid IN ('pg_proc'::regclass, 'pg_cast'::regclass)
), relation AS MATERIALIZED (
    SELECT pg_class.tableoid AS class, pg_class.*, schema.name || '.' || quote_ident(relname) AS name
    FROM pg_class
    JOIN schema ON schema.oid = relnamespace
    WHERE pg_class.oid >= 16384
        AND NOT EXISTS (SELECT FROM member WHERE classid = pg_class.tableoid AND objid = pg_class.oid)
), type AS MATERIALIZED (
    SELECT pg_type.tableoid AS class, pg_type.*
    FROM pg_type
    JOIN schema ON schema.oid = typnamespace
    WHERE pg_type.oid >= 16384
), object (class, id, subid, kind, table_id, owner, grants, properties) AS (
    {objects}
)
SELECT kind, (pg_identify_object(object.class, id, subid)).identity, relation.name, owner::regrole::text,
    grants::text[], description, properties::text
FROM object
LEFT JOIN relation ON relation.oid = table_id
LEFT JOIN pg_description ON classoid = object.class AND objoid = id AND objsubid = subid
    AND (objoid >= 16384 OR classoid = 'pg_namespace'::regclass)
WHERE NOT EXISTS (SELECT FROM member WHERE classid = object.class AND objid = id)
"""


# Planning takes longer than reading a small database: a session that has planned once keeps the plan.
STATEMENT = "pytest_flask_migrate_catalog"


def picture(connection: Connection, *, version_table: str = "public.alembic_version") -> Catalog:
    """Read every object of the database, each with what PostgreSQL says of it.

    Left out are what PostgreSQL itself made, what belongs to an extension, and `version_table` (its qualified
    name, quoted where SQL needs it) with everything that hangs on it. A transaction that is open stays open,
    none is left behind where there was none, and AUTOCOMMIT is as good. Holds for PostgreSQL 14 to 18.
    """
    if not connection.in_transaction():
        with connection.begin():
            return picture(connection, version_table=version_table)
    with _names_in_full(connection):
        _prepare(connection)
        rows = connection.execute(text(f"EXECUTE {STATEMENT}")).all()
    catalog = {}
    for kind, name, table, owner, grants, comment, written in rows:
        if table != version_table:
            properties = json.loads(written)
            properties |= {"owner": owner, "grants": grants and ", ".join(sorted(grants)), "comment": comment}
            catalog[Object(kind, name, table)] = MappingProxyType(
                {key: value for key, value in properties.items() if value is not None}
            )
    return MappingProxyType(catalog)


def _prepare(connection: Connection) -> None:
    """Have the session plan the statement, unless it has."""
    known = text("SELECT count(*) FROM pg_prepared_statements WHERE name = :name")
    if not connection.scalar(known, {"name": STATEMENT}):
        version = int(connection.execute(text("SHOW server_version_num")).scalar_one()) // 10000
        queries = (*schema_queries.ALL, schema_queries.publications(version), *table_queries.ALL)
        objects = "UNION ALL".join(queries)
        connection.execute(text(f"PREPARE {STATEMENT} AS {PICTURE.replace('{objects}', objects)}"))


@contextmanager
def _names_in_full(connection: Connection) -> Iterator[None]:
    """Have PostgreSQL qualify every name it prints, whatever search path the caller has.

    The setting is local to an open transaction, which an error takes back; with AUTOCOMMIT there is none.
    """
    autocommit = getattr(connection.connection.dbapi_connection, "autocommit", False)
    before = connection.scalar(text("SELECT current_setting('search_path')"))
    change = text("SELECT set_config('search_path', :path, :local)")
    connection.execute(change, {"path": "", "local": not autocommit})
    try:
        yield
    except Exception:
        if autocommit:
            connection.execute(change, {"path": before, "local": False})
        raise
    connection.execute(change, {"path": before, "local": not autocommit})
