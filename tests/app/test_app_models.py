"""The models and the chain agree, down to the names of constraints."""

import sqlalchemy
from app_helpers import application, migrate
from sqlalchemy import Column, Engine, ForeignKey, Index, Integer, MetaData, Table, UniqueConstraint

from app.extensions import db
from app.models import NAMING_CONVENTION


def described(engine: Engine, table: str) -> dict[str, str]:
    """What PostgreSQL says of a table, as text that compares."""
    inspector = sqlalchemy.inspect(engine)
    return {
        "columns": repr(inspector.get_columns(table)),
        "primary key": repr(inspector.get_pk_constraint(table)),
        "foreign keys": repr(inspector.get_foreign_keys(table)),
        "unique constraints": repr(inspector.get_unique_constraints(table)),
        "checks": repr(inspector.get_check_constraints(table)),
        "indexes": repr(inspector.get_indexes(table)),
    }


def test_chain_equals_models(engine: Engine) -> None:
    """The chain leaves the table that ``create_all`` makes, with the same names."""
    migrate(engine.url, "upgrade")
    migrated = described(engine, "post")
    migrate(engine.url, "downgrade", "base")
    with application(engine.url):
        db.create_all()
    assert described(engine, "post") == migrated
    assert "'post_pkey'" in migrated["primary key"]


def test_autogenerate_finds_nothing(engine: Engine) -> None:
    """``flask db check`` sees no difference at the head."""
    migrate(engine.url, "upgrade")
    migrate(engine.url, "check")


def test_convention_is_postgresqls(engine: Engine) -> None:
    """A constraint that no one named has one name, whether SQLAlchemy or PostgreSQL chose it."""
    metadata = MetaData(naming_convention=NAMING_CONVENTION)
    parent = Table("parent", metadata, Column("id", Integer, primary_key=True))
    child = Table(
        "child",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("parent_id", ForeignKey(parent.c.id)),
        Column("first", Integer),
        Column("second", Integer),
        UniqueConstraint("first", "second"),
    )
    Index(None, child.c.second)
    metadata.create_all(engine)
    named_by_us = described(engine, "child")
    metadata.drop_all(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE parent (id serial PRIMARY KEY)")
        connection.exec_driver_sql(
            "CREATE TABLE child (id serial PRIMARY KEY, parent_id integer REFERENCES parent,"
            " first integer, second integer, UNIQUE (first, second))"
        )
        connection.exec_driver_sql("CREATE INDEX ON child (second)")
    assert named_by_us == described(engine, "child")
