"""The commands that ``flask`` gains."""

import click
from flask.cli import with_appcontext
from sqlalchemy import URL, Connection, func, insert, inspect, literal, select
from sqlalchemy.exc import OperationalError

from app.extensions import db
from app.models import Post

EXAMPLE = {"title": "Example post", "content": "Hello world!", "slug": "example-post"}

# Any number does, as long as no other code of this database locks by it.
SEED_LOCK = 0x706F7374


@click.command()
@with_appcontext
def seed() -> None:
    """Create the example post, unless it is there."""
    try:
        with db.engine.begin() as connection:
            if not _is_migrated(connection):
                raise click.ClickException('There is no up-to-date table "post": run flask db upgrade first.')
            created = _create_example(connection)
    except OperationalError as error:
        url = db.engine.url
        # The rest, user, password and options, may be secret.
        target = URL.create(url.drivername, host=url.host, port=url.port, database=url.database)
        raise click.ClickException(f"The database {target} does not answer.") from error
    if created:
        click.echo("Created post!")


def _is_migrated(connection: Connection) -> bool:
    """Whether the table has every column of the model: a chain half way up has the table alone."""
    inspector = inspect(connection)
    if not inspector.has_table(Post.__tablename__):
        return False
    columns = {column["name"] for column in inspector.get_columns(Post.__tablename__)}
    return columns.issuperset(Post.__table__.columns.keys())


def _create_example(connection: Connection) -> bool:
    """Insert the example post where there is none, and tell whether it was inserted.

    SQLite locks the database before an INSERT … SELECT reads, so there one statement is enough.
    PostgreSQL lets two of them run side by side (manual, chapter "Concurrency Control"): they queue
    for a lock first.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(SEED_LOCK)))
    missing = ~select(Post.id).where(Post.slug == EXAMPLE["slug"]).exists()
    example = select(*(literal(value) for value in EXAMPLE.values())).where(missing)
    return connection.execute(insert(Post).from_select(list(EXAMPLE), example)).rowcount == 1
