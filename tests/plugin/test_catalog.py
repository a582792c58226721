"""A picture of the catalog holds what is the project's, and leaves its connection as it was."""

import pytest
import sqlalchemy

from pytest_flask_migrate.catalog import Object, difference, picture

POST = "CREATE TABLE post (id serial PRIMARY KEY, title text);"
VERSION = "CREATE TABLE {} (version_num varchar(32) PRIMARY KEY, step serial); CREATE INDEX ON {} (step);"
SHOP = """CREATE SCHEMA shop; CREATE TABLE shop."Order Line" ("select" integer);"""


def changes(engine: sqlalchemy.Engine, setup: str, change: str) -> list[str]:
    """Say what `change` does to a database that `setup` made."""
    with engine.connect() as connection:
        connection.exec_driver_sql(setup)
        before = picture(connection)
        connection.exec_driver_sql(change)
        return [str(each) for each in difference(before, picture(connection))]


def test_leaves_out_the_version_table(engine: sqlalchemy.Engine) -> None:
    """Alembic's version table is no part of the picture, nor is anything that hangs on it."""
    change = VERSION.replace("{}", "alembic_version") + "COMMENT ON TABLE alembic_version IS 'words'"
    assert changes(engine, "SELECT 1", change) == []


def test_leaves_out_a_version_table_by_another_name(engine: sqlalchemy.Engine) -> None:
    """A version table elsewhere is left out by its qualified name, and only that one is."""
    with engine.connect() as connection:
        before = picture(connection)
        connection.exec_driver_sql("CREATE SCHEMA shop;" + VERSION.replace("{}", 'shop."Version"'))
        connection.exec_driver_sql(VERSION.replace("{}", "alembic_version"))
        after = picture(connection, version_table='shop."Version"')
    tables = [thing.name for thing in after if thing.kind == "table"]
    assert tables == ["public.alembic_version"]
    assert not any(thing.table == 'shop."Version"' for thing in after.keys() - before.keys())


def test_leaves_out_what_postgresql_made(engine: sqlalchemy.Engine) -> None:
    """An empty database holds its schema and its language, and a temporary table is nobody's."""
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TEMPORARY TABLE scratch (id serial PRIMARY KEY, title text)")
        names = {str(thing) for thing in picture(connection)}
    assert names == {"schema public", "extension plpgsql"}


def test_leaves_out_members_of_an_extension(engine: sqlalchemy.Engine) -> None:
    """What belongs to an extension is the extension's, with all that hangs on it."""
    setup = """CREATE TABLE member (id serial PRIMARY KEY, title text); CREATE INDEX ON member (title);
        CREATE FUNCTION helper() RETURNS integer LANGUAGE sql AS 'SELECT 1';
        CREATE TYPE mood AS ENUM ('sad');"""
    change = """ALTER EXTENSION plpgsql ADD TABLE member; ALTER EXTENSION plpgsql ADD FUNCTION helper();
        ALTER EXTENSION plpgsql ADD SEQUENCE member_id_seq; ALTER EXTENSION plpgsql ADD TYPE mood"""
    assert changes(engine, setup, change) == [
        "enum mood removed: 'sad'",
        "function helper() removed",
        "table member removed",
    ]


def test_column_order_is_no_difference(engine: sqlalchemy.Engine) -> None:
    """A column that is dropped and added again stands last, and that alone is no difference."""
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE post (title text, slug text)")
        before = picture(connection)
        connection.exec_driver_sql("ALTER TABLE post DROP title, ADD title text")
        after = picture(connection)
    title = Object("column", "public.post.title", "public.post")
    assert (before[title]["position"], after[title]["position"]) == (1, 2)
    assert difference(before, after) == []


def test_names_need_no_search_path(engine: sqlalchemy.Engine) -> None:
    """The same database gives the same picture whatever schemas its reader searches."""
    with engine.connect() as connection:
        connection.exec_driver_sql(SHOP + 'CREATE VIEW lines AS SELECT * FROM shop."Order Line"')
        before = picture(connection)
        connection.exec_driver_sql("SET search_path = shop")
        assert difference(before, picture(connection)) == []


@pytest.mark.parametrize("isolation_level", ["AUTOCOMMIT", "READ COMMITTED", "SERIALIZABLE"])
def test_leaves_the_connection_as_it_was(engine: sqlalchemy.Engine, isolation_level: str) -> None:
    """The search path is the caller's again, and no transaction is left open where there was none."""
    with engine.connect().execution_options(isolation_level=isolation_level) as connection:
        connection.exec_driver_sql("SET search_path = 'odd name', public")
        connection.commit()
        picture(connection)
        assert not connection.in_transaction()
        assert connection.scalar(sqlalchemy.text("SHOW search_path")) == '"odd name", public'


def test_leaves_a_transaction_as_it_was(engine: sqlalchemy.Engine) -> None:
    """A picture within a transaction ends neither it nor the settings that are local to it."""
    with engine.connect() as connection:
        connection.exec_driver_sql(POST + "SET LOCAL search_path = nowhere")
        assert Object("table", "public.post") in picture(connection)
        assert connection.scalar(sqlalchemy.text("SHOW search_path")) == "nowhere"
        connection.rollback()
        assert connection.scalar(sqlalchemy.text("SHOW search_path")) == '"$user", public'
        assert Object("table", "public.post") not in picture(connection)


def test_a_serial_column_is_its_own_again(engine: sqlalchemy.Engine) -> None:
    """A serial column, its sequence and its default are the same after a drop and a new start."""
    assert changes(engine, POST, f"DROP TABLE post; {POST}") == []


def test_quotes_as_postgresql_does(engine: sqlalchemy.Engine) -> None:
    """A name is quoted where SQL would need it, and the schema is named where it is not public."""
    change = 'ALTER TABLE shop."Order Line" ALTER "select" SET NOT NULL'
    assert changes(engine, SHOP, change) == ['column shop."Order Line"."select": not null no became yes']


def test_says_what_stands_alone_first(engine: sqlalchemy.Engine) -> None:
    """Differences come in an order to read: what stands alone, then each table, its columns, its indexes."""
    setup = "CREATE TABLE post (id integer, title text); CREATE INDEX ix_post ON post (title)"
    change = """DROP INDEX ix_post; CREATE TABLE zebra (id integer); ALTER TABLE post DROP id, ADD slug text;
        CREATE TYPE mood AS ENUM ('sad'); CREATE SCHEMA shop; COMMENT ON TABLE post IS 'words'"""
    assert changes(engine, setup, change) == [
        "schema shop added",
        "enum mood added: 'sad'",
        "table post: comment none became words",
        "column post.id removed: integer",
        "column post.slug added: text",
        "index ix_post on post removed: CREATE INDEX ix_post ON post USING btree (title)",
        "table zebra added",
    ]


def test_schemas_are_named_where_they_are_the_difference(engine: sqlalchemy.Engine) -> None:
    """Two texts that differ only in naming the schema are both written in full."""
    setup = "CREATE TABLE post (title text); COMMENT ON TABLE post IS 'see public.page'"
    assert changes(engine, setup, "COMMENT ON TABLE post IS 'see page'") == [
        "table post: comment see public.page became see page"
    ]


GRANTS = {
    "table": (POST, "GRANT SELECT ON post TO pg_monitor", ("table post", "grants")),
    "column": (POST, "GRANT SELECT (title) ON post TO pg_monitor", ("column post.title", "grants")),
    "sequence": (
        POST,
        "GRANT USAGE ON SEQUENCE post_id_seq TO pg_monitor",
        ("sequence post_id_seq", "grants"),
    ),
    "schema": (SHOP, "GRANT USAGE ON SCHEMA shop TO pg_monitor", ("schema shop", "grants")),
    "type": ("CREATE TYPE mood AS ENUM ()", "REVOKE USAGE ON TYPE mood FROM public", ("enum mood", "grants")),
    "function": (
        "CREATE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
        "REVOKE EXECUTE ON FUNCTION one() FROM public",
        ("function one()", "grants"),
    ),
    "owner": (POST, "ALTER TABLE post OWNER TO pg_monitor", ("table post", "owner")),
    "owner-of-function": (
        "CREATE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
        "ALTER FUNCTION one() OWNER TO pg_monitor",
        ("function one()", "owner"),
    ),
}


@pytest.mark.parametrize(
    ("setup", "change", "expected"), [pytest.param(*case, id=name) for name, case in GRANTS.items()]
)
def test_sees_owners_and_grants(engine: sqlalchemy.Engine, setup: str, change: str, expected: tuple[str, str]) -> None:
    """Who owns an object and who may use it are properties of the object."""
    with engine.connect() as connection:
        connection.exec_driver_sql(setup)
        before = picture(connection)
        connection.exec_driver_sql(change)
        found = [(str(each.object), each.property) for each in difference(before, picture(connection))]
    assert expected in found


def test_grants_that_were_always_there_are_no_difference(engine: sqlalchemy.Engine) -> None:
    """A grant that is given and taken again leaves the owner's own rights written out, and nothing else."""
    change = "GRANT SELECT ON post TO pg_monitor; REVOKE SELECT ON post FROM pg_monitor"
    assert changes(engine, POST, change) == []


def test_sees_default_privileges(engine: sqlalchemy.Engine) -> None:
    """What later objects will be granted is named by whom and for what."""
    with engine.connect() as connection:
        user = connection.scalar(sqlalchemy.text("SELECT current_user::regrole::text"))
    change = "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO pg_monitor"
    assert changes(engine, POST, change) == [f"default privileges for role {user} in schema public on tables added"]
