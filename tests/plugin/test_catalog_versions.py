"""The catalog sees what only newer releases of PostgreSQL have, and reads the older ones too."""

import pytest
import sqlalchemy

from pytest_flask_migrate.catalog import difference, picture

POST = "CREATE TABLE post (id integer, title text);"

CASES = {
    "nulls-not-distinct": (
        15,
        POST + "ALTER TABLE post ADD CONSTRAINT uq_post UNIQUE (id);",
        "ALTER TABLE post DROP CONSTRAINT uq_post, ADD CONSTRAINT uq_post UNIQUE NULLS NOT DISTINCT (id)",
        ["constraint uq_post on post: definition UNIQUE (id) became UNIQUE NULLS NOT DISTINCT (id)"],
    ),
    "security-invoker": (
        15,
        POST + "CREATE VIEW titles AS SELECT title FROM post;",
        "ALTER VIEW titles SET (security_invoker = true)",
        ["view titles: options none became security_invoker=true"],
    ),
    "unlogged-sequence": (
        15,
        "CREATE SEQUENCE number",
        "ALTER SEQUENCE number SET UNLOGGED",
        ["sequence number: persistence logged became unlogged"],
    ),
    "publication-rows-and-columns": (
        15,
        POST + "CREATE PUBLICATION news FOR TABLE post;",
        "ALTER PUBLICATION news SET TABLE post (id, title) WHERE (id > 0)",
        ["publication news: tables post became post (id, title) where (id > 0)"],
    ),
    "publication-schemas": (
        15,
        "CREATE SCHEMA shop; CREATE PUBLICATION news;",
        "ALTER PUBLICATION news ADD TABLES IN SCHEMA shop",
        ["publication news: schemas none became shop"],
    ),
    "virtual-column": (
        18,
        "CREATE TABLE post (id integer, twice integer GENERATED ALWAYS AS (id * 2) STORED)",
        "ALTER TABLE post DROP twice, ADD twice integer GENERATED ALWAYS AS (id * 2) VIRTUAL",
        ["column post.twice: generated (id * 2) stored became (id * 2) virtual"],
    ),
    "not-enforced": (
        18,
        POST + "ALTER TABLE post ADD CONSTRAINT ck_post CHECK (id > 0);",
        "ALTER TABLE post DROP CONSTRAINT ck_post, ADD CONSTRAINT ck_post CHECK (id > 0) NOT ENFORCED",
        ["constraint ck_post on post: enforced yes became no"],
    ),
    "not-null-not-valid": (
        18,
        POST + "ALTER TABLE post ADD CONSTRAINT filled NOT NULL id NOT VALID;",
        "ALTER TABLE post VALIDATE CONSTRAINT filled",
        ["column post.id: not null validated no became yes"],
    ),
    "not-null-name": (
        18,
        "CREATE TABLE post (id integer CONSTRAINT one NOT NULL)",
        "ALTER TABLE post RENAME CONSTRAINT one TO other",
        [],
    ),
}


@pytest.mark.parametrize(
    ("release", "setup", "change", "sentences"),
    [pytest.param(*case, id=name) for name, case in CASES.items()],
)
def test_says_what_changed(
    engine: sqlalchemy.Engine, release: int, setup: str, change: str, sentences: list[str]
) -> None:
    """Each change that a release made possible is named on it and on later ones."""
    with engine.connect() as connection:
        version = int(connection.execute(sqlalchemy.text("SHOW server_version_num")).scalar_one()) // 10000
        if version < release:
            pytest.skip(f"PostgreSQL {version} has it not; it came with {release}")
        connection.exec_driver_sql(setup)
        before = picture(connection)
        connection.exec_driver_sql(change)
        assert [str(each) for each in difference(before, picture(connection))] == sentences
