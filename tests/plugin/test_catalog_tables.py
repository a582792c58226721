"""The catalog sees every change to a table, its columns and its constraints."""

from collections.abc import Iterator

import pytest
import sqlalchemy
from sqlalchemy.pool import NullPool

from pytest_flask_migrate import databases
from pytest_flask_migrate.catalog import difference, picture

POST = "CREATE TABLE post (id integer NOT NULL, title text);"
PARTED = """CREATE TABLE post (id integer) PARTITION BY RANGE (id);
    CREATE TABLE post_1 PARTITION OF post FOR VALUES FROM (1) TO (10);"""
FOREIGN = """CREATE FOREIGN DATA WRAPPER wrapper;
    CREATE SERVER near FOREIGN DATA WRAPPER wrapper; CREATE SERVER far FOREIGN DATA WRAPPER wrapper;
    CREATE FOREIGN TABLE post (id integer OPTIONS (place '1')) SERVER near OPTIONS (path 'a');"""
UNIQUE = POST + "ALTER TABLE post ADD CONSTRAINT uq_post UNIQUE (id);"
AUTHOR = """CREATE TABLE author (id integer PRIMARY KEY);
    CREATE TABLE post (id integer, author_id integer CONSTRAINT fk_post REFERENCES author);"""
TABLES = {
    "table-added": ("SELECT 1", POST, ["table post added"]),
    "table-removed": (POST, "DROP TABLE post", ["table post removed"]),
    "unlogged": (POST, "ALTER TABLE post SET UNLOGGED", ["table post: persistence logged became unlogged"]),
    "table-options": (
        POST,
        "ALTER TABLE post SET (fillfactor = 70)",
        ["table post: options none became fillfactor=70"],
    ),
    "toast-options": (
        POST,
        "ALTER TABLE post SET (toast.autovacuum_enabled = false)",
        ["table post: toast options none became autovacuum_enabled=false"],
    ),
    "access-method": (
        POST + "CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler;",
        "DROP TABLE post; CREATE TABLE post (id integer NOT NULL, title text) USING heap2",
        ["table post: access method heap became heap2"],
    ),
    "partition-key": (
        "CREATE TABLE post (id integer) PARTITION BY RANGE (id)",
        "DROP TABLE post; CREATE TABLE post (id integer) PARTITION BY LIST (id)",
        ["table post: partition key RANGE (id) became LIST (id)"],
    ),
    "partition-bound": (
        PARTED,
        "ALTER TABLE post DETACH PARTITION post_1;ALTER TABLE post ATTACH PARTITION post_1 FOR VALUES FROM (1) TO (20)",
        ["table post_1: partition bound FOR VALUES FROM (1) TO (10) became FOR VALUES FROM (1) TO (20)"],
    ),
    "partition-detached": (
        PARTED,
        "ALTER TABLE post DETACH PARTITION post_1",
        [
            "table post_1: parents post became none",
            "table post_1: partition bound FOR VALUES FROM (1) TO (10) became none",
        ],
    ),
    "inheritance": (
        POST + "CREATE TABLE child (id integer NOT NULL, title text);",
        "ALTER TABLE child INHERIT post",
        ["table child: parents none became post"],
    ),
    "typed-table": (
        "CREATE TYPE shape AS (id integer); CREATE TABLE post OF shape",
        "ALTER TABLE post NOT OF",
        ["table post: type shape became none"],
    ),
    "replica-identity": (
        POST,
        "ALTER TABLE post REPLICA IDENTITY FULL",
        ["table post: replica identity default became full"],
    ),
    "row-security": (
        POST,
        "ALTER TABLE post ENABLE ROW LEVEL SECURITY",
        ["table post: row security no became yes"],
    ),
    "row-security-forced": (
        POST,
        "ALTER TABLE post FORCE ROW LEVEL SECURITY",
        ["table post: row security forced no became yes"],
    ),
    "table-comment": (POST, "COMMENT ON TABLE post IS 'words'", ["table post: comment none became words"]),
    "foreign-options": (
        FOREIGN,
        "ALTER FOREIGN TABLE post OPTIONS (SET path 'b')",
        ["foreign table post: foreign options path=a became path=b"],
    ),
    "foreign-server-of-table": (
        FOREIGN,
        "DROP FOREIGN TABLE post;"
        "CREATE FOREIGN TABLE post (id integer OPTIONS (place '1')) SERVER far OPTIONS (path 'a')",
        ["foreign table post: server near became far"],
    ),
    "table-became-view": (
        POST,
        "DROP TABLE post; CREATE VIEW post AS SELECT 1 AS number",
        ["table post removed", "view post added: SELECT 1 AS number;"],
    ),
}

COLUMNS = {
    "column-added": (
        POST,
        "ALTER TABLE post ADD slug varchar(50)",
        ["column post.slug added: character varying(50)"],
    ),
    "column-removed": (POST, "ALTER TABLE post DROP title", ["column post.title removed: text"]),
    "type": (
        POST,
        "ALTER TABLE post ALTER title TYPE varchar(50)",
        ["column post.title: type text became character varying(50)"],
    ),
    "not-null": (
        POST,
        "ALTER TABLE post ALTER title SET NOT NULL",
        ["column post.title: not null no became yes"],
    ),
    "default": (
        POST,
        "ALTER TABLE post ALTER title SET DEFAULT 'draft'",
        ["column post.title: default none became 'draft'::text"],
    ),
    "identity": (
        "CREATE TABLE post (id integer GENERATED ALWAYS AS IDENTITY)",
        "ALTER TABLE post ALTER id SET GENERATED BY DEFAULT",
        ["column post.id: identity always became by default"],
    ),
    "identity-added": (
        POST,
        "ALTER TABLE post ALTER id ADD GENERATED ALWAYS AS IDENTITY",
        ["column post.id: identity none became always", "sequence post_id_seq added: integer"],
    ),
    "generated": (
        "CREATE TABLE post (id integer, twice integer GENERATED ALWAYS AS (id * 2) STORED)",
        "ALTER TABLE post DROP twice, ADD twice integer GENERATED ALWAYS AS (id * 3) STORED",
        ["column post.twice: generated (id * 2) stored became (id * 3) stored"],
    ),
    "collation": (
        POST,
        'ALTER TABLE post ALTER title TYPE text COLLATE "C"',
        ['column post.title: collation none became "C"'],
    ),
    "storage": (
        POST,
        "ALTER TABLE post ALTER title SET STORAGE EXTERNAL",
        ["column post.title: storage none became external"],
    ),
    "compression": (
        POST,
        "ALTER TABLE post ALTER title SET COMPRESSION pglz",
        ["column post.title: compression none became pglz"],
    ),
    "statistics-target": (
        POST,
        "ALTER TABLE post ALTER title SET STATISTICS 500",
        ["column post.title: statistics target none became 500"],
    ),
    "column-options": (
        POST,
        "ALTER TABLE post ALTER title SET (n_distinct = 5)",
        ["column post.title: options none became n_distinct=5"],
    ),
    "column-foreign-options": (
        FOREIGN,
        "ALTER FOREIGN TABLE post ALTER id OPTIONS (SET place '2')",
        ["column post.id: foreign options place=1 became place=2"],
    ),
    "column-comment": (
        POST,
        "COMMENT ON COLUMN post.title IS 'words'",
        ["column post.title: comment none became words"],
    ),
    "view-column-default": (
        POST + "CREATE VIEW titles AS SELECT title FROM post;",
        "ALTER VIEW titles ALTER title SET DEFAULT 'draft'",
        ["column titles.title: default none became 'draft'::text"],
    ),
}

CONSTRAINTS = {
    "check": (
        POST + "ALTER TABLE post ADD CONSTRAINT ck_post CHECK (id > 0);",
        "ALTER TABLE post DROP CONSTRAINT ck_post, ADD CONSTRAINT ck_post CHECK (id > 1)",
        ["constraint ck_post on post: definition CHECK ((id > 0)) became CHECK ((id > 1))"],
    ),
    "check-removed": (
        POST + "ALTER TABLE post ADD CONSTRAINT ck_post CHECK (id > 0);",
        "ALTER TABLE post DROP CONSTRAINT ck_post",
        ["constraint ck_post on post removed: CHECK ((id > 0))"],
    ),
    "unique-added": (POST, UNIQUE[len(POST) :], ["constraint uq_post on post added: UNIQUE (id)"]),
    "exclusion": (
        POST,
        "ALTER TABLE post ADD CONSTRAINT ex_post EXCLUDE USING btree (id WITH =)",
        ["constraint ex_post on post added: EXCLUDE USING btree (id WITH =)"],
    ),
    "foreign-key": (
        AUTHOR,
        "ALTER TABLE post DROP CONSTRAINT fk_post, ADD CONSTRAINT fk_post"
        " FOREIGN KEY (author_id) REFERENCES author ON DELETE CASCADE",
        [
            "constraint fk_post on post: definition FOREIGN KEY (author_id) REFERENCES author(id)"
            " became FOREIGN KEY (author_id) REFERENCES author(id) ON DELETE CASCADE"
        ],
    ),
    "validated": (
        POST + "ALTER TABLE post ADD CONSTRAINT ck_post CHECK (id > 0) NOT VALID;",
        "ALTER TABLE post VALIDATE CONSTRAINT ck_post",
        ["constraint ck_post on post: validated no became yes"],
    ),
    "deferrable": (
        AUTHOR,
        "ALTER TABLE post ALTER CONSTRAINT fk_post DEFERRABLE",
        ["constraint fk_post on post: deferrable no became yes"],
    ),
    "initially-deferred": (
        AUTHOR + "ALTER TABLE post ALTER CONSTRAINT fk_post DEFERRABLE;",
        "ALTER TABLE post ALTER CONSTRAINT fk_post DEFERRABLE INITIALLY DEFERRED",
        ["constraint fk_post on post: initially deferred no became yes"],
    ),
    "constraint-index-valid": (
        UNIQUE,
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'uq_post'::regclass",
        ["constraint uq_post on post: index valid yes became no"],
    ),
    "constraint-index-options": (
        UNIQUE,
        "ALTER INDEX uq_post SET (fillfactor = 70)",
        ["constraint uq_post on post: index options none became fillfactor=70"],
    ),
    "constraint-replica-identity": (
        UNIQUE,
        "ALTER TABLE post REPLICA IDENTITY USING INDEX uq_post",
        [
            "table post: replica identity default became index",
            "constraint uq_post on post: replica identity no became yes",
        ],
    ),
    "constraint-clustered": (
        UNIQUE,
        "ALTER TABLE post CLUSTER ON uq_post",
        ["constraint uq_post on post: clustered no became yes"],
    ),
    "constraint-comment": (
        UNIQUE,
        "COMMENT ON CONSTRAINT uq_post ON post IS 'words'",
        ["constraint uq_post on post: comment none became words"],
    ),
}

CASES = [pytest.param(*case, id=name) for name, case in (TABLES | COLUMNS | CONSTRAINTS).items()]


@pytest.fixture(scope="module")
def session(migration_run: databases.Run) -> Iterator[sqlalchemy.Connection]:
    """One database and one connection for the whole module: making them takes longer than any test here."""
    with databases.temporary(migration_run, "catalog") as database:
        engine = sqlalchemy.create_engine(database, poolclass=NullPool)
        with engine.connect() as connection:
            yield connection


@pytest.fixture
def connection(session: sqlalchemy.Connection) -> Iterator[sqlalchemy.Connection]:
    """Lend the connection, and roll back what was done with it."""
    yield session
    session.rollback()


@pytest.mark.parametrize(("setup", "change", "sentences"), CASES)
def test_says_what_changed(connection: sqlalchemy.Connection, setup: str, change: str, sentences: list[str]) -> None:
    """Each change is named in its own words, and nothing else is."""
    connection.exec_driver_sql(setup)
    before = picture(connection)
    connection.exec_driver_sql(change)
    assert [str(each) for each in difference(before, picture(connection))] == sentences


@pytest.mark.parametrize(("setup", "change", "sentences"), CASES)
def test_is_the_same_when_made_again(
    connection: sqlalchemy.Connection, setup: str, change: str, sentences: list[str]
) -> None:
    """What is taken away and made again, under other internal numbers, is no difference."""
    pictures = []
    for _ in range(2):
        connection.rollback()
        connection.exec_driver_sql(setup)
        connection.exec_driver_sql(change)
        pictures.append(picture(connection))
    assert difference(*pictures) == []
    assert pictures[0] == pictures[1]
