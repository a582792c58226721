"""A loss is named by table and column; what is no loss is not."""

import pytest
import sqlalchemy

from pytest_flask_migrate.rows import Loss, content, fill, losses

POST = (
    "CREATE TABLE post (id serial PRIMARY KEY, title text, price numeric(6,2), at timestamptz, extra json, day date)",
    "INSERT INTO post (title, price, at, extra, day) VALUES"
    " ('Ångström', 1.50, '2024-05-06 07:08:09+00', '{\"a\": 1,  \"b\": 2}', '2024-05-06'),"
    " ('plain', 2, NULL, NULL, NULL),"
    " (NULL, 3, NULL, NULL, NULL)",
)
NOTE = (
    "CREATE TABLE note (x text, y int)",
    "INSERT INTO note VALUES ('a', 1), ('a', 1), ('b', 2), (NULL, 3)",
)


def lost(engine: sqlalchemy.Engine, *statements: str, remaining: bool = False) -> list[str]:
    """Say what statements lose of two tables, one of them without a key."""
    with engine.begin() as connection:
        for statement in POST + NOTE:
            connection.exec_driver_sql(statement)
        before = content(connection)
        for statement in statements:
            connection.exec_driver_sql(statement)
        return [str(loss) for loss in losses(before, content(connection), remaining=remaining)]


LOST = {
    "nothing": ((), []),
    "value changed": (
        ("UPDATE post SET title = 'Angstrom' WHERE id = 1",),
        ["post.title: 1 of 3 values changed, e.g. 'Ångström' became 'Angstrom' (id 1)"],
    ),
    "value gone": (
        ("UPDATE post SET title = NULL WHERE id = 2",),
        ["post.title: 1 of 2 values gone, e.g. 'plain' (id 2)"],
    ),
    "NULL that became a value": (
        ("UPDATE post SET title = ''",),
        ["post.title: 2 of 3 values changed, e.g. 'Ångström' became '' (id 1)"],
    ),
    "only a NULL that became a value": (
        ("UPDATE post SET title = '' WHERE id = 3",),
        [],
    ),
    "column dropped": (
        ("ALTER TABLE post DROP title",),
        ["post.title: 2 of 2 values gone, e.g. 'Ångström' (id 1)"],
    ),
    "column dropped and added": (
        ("ALTER TABLE post DROP price, ADD price numeric(6,2)",),
        ["post.price: 3 of 3 values gone, e.g. '1.5' (id 1)"],
    ),
    "column without values dropped": (
        ("ALTER TABLE post ADD empty text", "ALTER TABLE post DROP empty"),
        [],
    ),
    "row deleted": (("DELETE FROM post WHERE id = 3",), ["post: 1 of 3 rows gone, e.g. id 3"]),
    "truncated": (("TRUNCATE post",), ["post: 3 of 3 rows gone, e.g. id 1"]),
    "table dropped": (("DROP TABLE post",), ["post: 3 of 3 rows gone, e.g. id 1"]),
    "row added": (("INSERT INTO post DEFAULT VALUES", "INSERT INTO note DEFAULT VALUES"), []),
    "column added": (
        ("ALTER TABLE post ADD slug text DEFAULT 'x'", "ALTER TABLE note ADD z int DEFAULT 1"),
        [],
    ),
    "columns in another order": (
        (
            "ALTER TABLE note ADD z text",
            "UPDATE note SET z = x",
            "ALTER TABLE note DROP x",
            "ALTER TABLE note RENAME z TO x",
        ),
        [],
    ),
    "another scale": (("ALTER TABLE post ALTER price TYPE numeric(9,4)",), []),
    "a scale too small": (
        ("ALTER TABLE post ALTER price TYPE numeric(6,0)",),
        ["post.price: 1 of 3 values changed, e.g. '1.5' became '2' (id 1)"],
    ),
    "json written in another way": (("ALTER TABLE post ALTER extra TYPE jsonb",), []),
    "another time zone": (("SET LOCAL timezone = 'Asia/Tokyo'",), []),
    "time without a zone": (("ALTER TABLE post ALTER at TYPE timestamp USING at AT TIME ZONE 'UTC'",), []),
    "day as a moment": (("ALTER TABLE post ALTER day TYPE timestamp",), []),
    "day only": (
        ("ALTER TABLE post ALTER at TYPE date USING (at AT TIME ZONE 'UTC')::date",),
        ["post.at: 1 of 3 values changed, e.g. '2024-05-06 07:08:09' became '2024-05-06' (id 1)"],
    ),
    "number as text": (("ALTER TABLE post ALTER price TYPE text",), []),
    "primary key dropped": (
        ("ALTER TABLE post DROP CONSTRAINT post_pkey", "UPDATE post SET title = 'x' WHERE id = 2"),
        ["post.title: 1 of 3 values changed, e.g. 'plain' became 'x' (id 2)"],
    ),
    "no key, value changed": (
        ("UPDATE note SET y = 9 WHERE x = 'b'",),
        ["note.y: 1 of 4 values changed, e.g. '2' became '9' (the row x 'b', y '2')"],
    ),
    "no key, one of two equal rows deleted": (
        ("DELETE FROM note WHERE ctid IN (SELECT ctid FROM note WHERE x = 'a' LIMIT 1)",),
        ["note: 1 of 4 rows gone, e.g. the row x 'a', y '1'"],
    ),
    "no key, column dropped": (
        ("ALTER TABLE note DROP x",),
        ["note.x: 3 of 3 values gone, e.g. 'a' (the row x 'a', y '1')"],
    ),
    "no key, row replaced": (
        ("DELETE FROM note WHERE y = 3", "INSERT INTO note VALUES ('z', 99)"),
        ["note: 1 of 4 rows gone, e.g. the row x NULL, y '3'"],
    ),
}


@pytest.mark.parametrize(("statements", "expected"), LOST.values(), ids=LOST)
def test_a_loss_is_named(engine: sqlalchemy.Engine, statements: tuple[str, ...], expected: list[str]) -> None:
    """What is gone or changed is named by table and column with an example, and nothing else is."""
    assert lost(engine, *statements) == expected


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("DROP TABLE post", []),
        ("ALTER TABLE post DROP title", []),
        ("DELETE FROM post WHERE id = 1", ["post: 1 of 3 rows gone, e.g. id 1"]),
        (
            "UPDATE post SET title = left(title, 3) WHERE id = 2",
            ["post.title: 1 of 3 values changed, e.g. 'plain' became 'pla' (id 2)"],
        ),
    ],
    ids=["table dropped", "column dropped", "row deleted", "value cut"],
)
def test_what_remains_is_judged_alone(engine: sqlalchemy.Engine, statement: str, expected: list[str]) -> None:
    """With `remaining`, a dropped table or column is no loss; a row or value of what is left still is."""
    assert lost(engine, statement, remaining=True) == expected


def test_a_loss_has_its_parts(engine: sqlalchemy.Engine) -> None:
    """A rule can read table, column, counts and the example without taking a sentence apart."""
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE a (x int, y int, z text, PRIMARY KEY (x, y))")
        connection.exec_driver_sql("INSERT INTO a VALUES (1, 2, 'old'), (1, 3, 'old')")
        before = content(connection)
        connection.exec_driver_sql("UPDATE a SET z = 'new' WHERE y = 3")
        assert losses(before, content(connection)) == [Loss("a", "z", 1, 2, ("x 1, y 3", "old", "new"))]


def test_rows_are_matched_by_their_key(engine: sqlalchemy.Engine) -> None:
    """Rows that exchange their values have changed, each under its own key."""
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE a (id int PRIMARY KEY, x text, y text)")
        connection.exec_driver_sql("INSERT INTO a VALUES (1, 'a', 'p'), (2, 'b', 'q')")
        before = content(connection)
        connection.exec_driver_sql("UPDATE a SET (x, y) = (SELECT o.x, o.y FROM a o WHERE o.id <> a.id)")
        found = losses(before, content(connection))
    assert [(loss.column, loss.count, loss.example[0]) for loss in found] == [
        ("x", 2, "id 1"),
        ("y", 2, "id 1"),
    ]


def test_a_late_difference_of_long_values_is_shown(engine: sqlalchemy.Engine) -> None:
    """Two long values are shown where they differ, not where they begin alike."""
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE a (id int PRIMARY KEY, z text)")
        connection.exec_driver_sql("INSERT INTO a VALUES (1, repeat('x', 500) || 'the end')")
        before = content(connection)
        connection.exec_driver_sql("UPDATE a SET z = left(z, 503)")
        (loss,) = losses(before, content(connection))
    assert "the end' became" in str(loss)
    assert len(str(loss)) < 200


def test_not_a_number_equals_itself(engine: sqlalchemy.Engine) -> None:
    """NaN, infinity and binary values are no changes when they stay."""
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE a (x float8, y numeric, z bytea, w xid, p point)")
        connection.exec_driver_sql("INSERT INTO a VALUES ('NaN', 'NaN', '\\x00ff', '7', '(1,2)')")
        connection.exec_driver_sql("INSERT INTO a (x) VALUES ('-infinity')")
        assert losses(content(connection), content(connection)) == []


@pytest.mark.parametrize(
    "statements",
    [
        ("CREATE TABLE a (x int) PARTITION BY LIST (x)", "CREATE TABLE b PARTITION OF a DEFAULT"),
        ("CREATE TABLE a (x int)", "CREATE TABLE b () INHERITS (a)"),
    ],
    ids=["partition", "inheritance"],
)
def test_each_row_is_read_once(engine: sqlalchemy.Engine, statements: tuple[str, ...]) -> None:
    """A row that two tables show is read from one of them."""
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql("INSERT INTO b VALUES (1)")
        assert sum(len(rows.rows) for rows in content(connection).values()) == 1


def test_all_tables_are_read_with_two_statements(engine: sqlalchemy.Engine) -> None:
    """Reading many tables takes no more round trips than reading one."""
    statements: list[str] = []
    with engine.begin() as connection:
        for number in range(30):
            connection.exec_driver_sql(f"CREATE TABLE t{number} (id int)")
        fill(connection)
        sqlalchemy.event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
        assert len(content(connection)) == 30
    assert len(statements) == 2
