"""Rows are made for whatever tables are made of."""

import pytest
import sqlalchemy

from pytest_flask_migrate.rows import Filling, content, fill, tables

TYPES = """smallint;integer;bigint;numeric;numeric(5,2);numeric(2,2);real;double precision;money;boolean
text;varchar;varchar(1);varchar(3);varchar(80);char(1);char(4);name;"char"
date;time;time(0);timetz;timestamp;timestamp(0);timestamptz;interval;interval day to second(2)
json;jsonb;jsonpath;xml;uuid;bytea;inet;cidr;macaddr;macaddr8;bit;bit(3);varbit;varbit(5)
tsvector;tsquery;int4range;int8range;numrange;daterange;tsrange;tstzrange;int4multirange;datemultirange
integer[];text[];varchar(3)[];numeric(4,1)[];jsonb[];box[];timestamptz[];point;line;lseg;box;path;polygon;circle
oid;pg_lsn;regclass;tid;int2vector""".replace("\n", ";").split(";")


def create(engine: sqlalchemy.Engine, *statements: str) -> None:
    """Run statements and commit them."""
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement, execution_options={"no_parameters": True})


def filled(engine: sqlalchemy.Engine, *statements: str, rows: int = 8) -> Filling:
    """Create tables, fill them and commit."""
    create(engine, *statements)
    with engine.begin() as connection:
        return fill(connection, rows=rows)


def column(engine: sqlalchemy.Engine, table: str, name: str) -> list[str | None]:
    """Read the text of a column's values."""
    with engine.connect() as connection:
        rows = content(connection)[table]
    place = list(rows.columns).index(name)
    return [row[place] for row in rows.rows]


@pytest.mark.parametrize("type_name", TYPES)
def test_a_column_holds_values_and_nulls(engine: sqlalchemy.Engine, type_name: str) -> None:
    """A column of every type is filled with different values; a nullable one is NULL in some rows."""
    create(engine, f"CREATE TABLE thing (held {type_name}, must {type_name} NOT NULL)")
    if type_name == "xml" and _without_xml(engine):
        # The embedded server is such a one: the type is there, and no value of it.
        with engine.begin() as connection:
            assert "XML" in fill(connection).unfilled["thing"]
        return
    for _ in range(2):
        with engine.begin() as connection:
            assert fill(connection) == Filling({"thing": 8}, {})
    held = column(engine, "thing", "held")
    assert held[0] is not None
    assert None in held
    assert len({value for value in held if value is not None}) >= 2
    assert None not in column(engine, "thing", "must")
    assert len(held) == 16


def _without_xml(engine: sqlalchemy.Engine) -> bool:
    with engine.connect() as connection:
        try:
            connection.exec_driver_sql("SELECT '<a/>'::xml")
        except sqlalchemy.exc.DBAPIError:
            return True
    return False


@pytest.mark.parametrize(
    ("type_name", "edges"),
    [
        ("varchar(10)", {"", "longest: 10"}),
        ("smallint", {"32767", "-32768", "0"}),
        ("integer", {"2147483647", "-2147483648", "0"}),
        ("bigint", {"9223372036854775807", "-9223372036854775808", "0"}),
        ("numeric(5,2)", {"999.99", "-999.99", "0"}),
        ("boolean", {"true", "false"}),
        ("date", {"infinity", "0001-01-02", "9999-12-30"}),
        ("timestamptz", {"infinity"}),
        ("jsonb", {"{}"}),
        ("integer[]", {"{}"}),
        ("int4range", {"empty", "(,)"}),
        ("bytea", {"\\x"}),
        ("mood", {"happy", "so-so", "sad's"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_edges_of_a_type_are_among_its_values(engine: sqlalchemy.Engine, type_name: str, edges: set[str]) -> None:
    """The rows hold the smallest, the largest and the empty value that a type admits."""
    filled(
        engine,
        "CREATE TYPE mood AS ENUM ('happy', 'so-so', 'sad''s')",
        f"CREATE TABLE thing (id serial PRIMARY KEY, held {type_name})",
    )
    held = {value for value in column(engine, "thing", "held") if value is not None}
    held |= {f"longest: {max(map(len, held))}"}
    assert edges <= held


@pytest.mark.parametrize(
    "sign",
    ["'", '"', "\\", "%", "🦊", "Å"],
    ids=["quote", "double quote", "backslash", "percent", "emoji", "letter"],
)
def test_text_holds_what_programs_stumble_over(engine: sqlalchemy.Engine, sign: str) -> None:
    """Text columns hold quotes, signs that mean something in SQL, and letters beyond ASCII."""
    filled(engine, "CREATE TABLE thing (id serial PRIMARY KEY, held varchar(80))")
    assert any(sign in value for value in column(engine, "thing", "held") if value)


def test_text_holds_blanks_at_both_ends(engine: sqlalchemy.Engine) -> None:
    """A value whose blanks at the ends would be trimmed is among the values of a text column."""
    filled(engine, "CREATE TABLE thing (id serial PRIMARY KEY, held text)")
    assert any(value.startswith(" ") and value.endswith(" ") for value in column(engine, "thing", "held") if value)


def test_values_of_a_text_column_differ(engine: sqlalchemy.Engine) -> None:
    """A UNIQUE constraint that a later revision adds finds no duplicates of our making."""
    create(engine, "CREATE TABLE thing (id serial PRIMARY KEY, held text, number integer)")
    for _ in range(3):
        with engine.begin() as connection:
            fill(connection)
    create(engine, "ALTER TABLE thing ADD UNIQUE (held), ADD UNIQUE (number)")


SHAPES: dict[str, tuple[str, ...]] = {
    "no column": ("CREATE TABLE a ()",),
    "only an identifier": ("CREATE TABLE a (id serial PRIMARY KEY)",),
    "identity always": ("CREATE TABLE a (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, x text)",),
    "identity by default": ("CREATE TABLE a (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, x text)",),
    "integer key without a sequence": ("CREATE TABLE a (id int PRIMARY KEY, x text)",),
    "seeded key behind its sequence": (
        "CREATE TABLE a (id serial PRIMARY KEY, x text)",
        "INSERT INTO a SELECT n FROM generate_series(1, 20) n",
    ),
    "seeded key without a sequence": (
        "CREATE TABLE a (id int PRIMARY KEY)",
        "INSERT INTO a SELECT n FROM generate_series(5, 14) n",
    ),
    "uuid key": ("CREATE TABLE a (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), x text)",),
    "text key": ("CREATE TABLE a (id varchar(5) PRIMARY KEY)",),
    "key of two columns": ("CREATE TABLE a (x int, y text, PRIMARY KEY (x, y))",),
    "unique without regard to case": ("CREATE TABLE a (x text)", "CREATE UNIQUE INDEX ON a (lower(x))"),
    "unique where a condition holds": (
        "CREATE TABLE a (x int, y boolean NOT NULL)",
        "CREATE UNIQUE INDEX ON a (x) WHERE y",
    ),
    "unique with few values": ("CREATE TABLE a (x boolean UNIQUE, y char(1) UNIQUE)",),
    "deferrable unique": ("CREATE TABLE a (x int UNIQUE DEFERRABLE INITIALLY DEFERRED)",),
    "generated column": ("CREATE TABLE a (x int, y bigint GENERATED ALWAYS AS (x::bigint * 2) STORED)",),
    "generated column that overflows": ("CREATE TABLE a (x int, y int GENERATED ALWAYS AS (x * 2) STORED)",),
    "default": ("CREATE TABLE a (x text NOT NULL DEFAULT 'x', y timestamptz NOT NULL DEFAULT now())",),
    "parent and child": (
        "CREATE TABLE b (id serial PRIMARY KEY)",
        "CREATE TABLE a (id serial PRIMARY KEY, b_id int NOT NULL REFERENCES b)",
    ),
    "parent of a text key": (
        "CREATE TABLE b (code varchar(10) PRIMARY KEY)",
        "CREATE TABLE a (code varchar(10) REFERENCES b)",
    ),
    "one to one": (
        "CREATE TABLE b (id serial PRIMARY KEY)",
        "CREATE TABLE a (id int PRIMARY KEY REFERENCES b)",
    ),
    "one to one, the first ones taken": (
        "CREATE TABLE b (id serial PRIMARY KEY)",
        "CREATE TABLE a (id int PRIMARY KEY REFERENCES b)",
        "INSERT INTO b SELECT FROM generate_series(1, 300)",
        "INSERT INTO a SELECT n FROM generate_series(1, 250) n",
    ),
    "many to many": (
        "CREATE TABLE b (id serial PRIMARY KEY)",
        "CREATE TABLE c (id serial PRIMARY KEY)",
        "CREATE TABLE a (b_id int REFERENCES b, c_id int REFERENCES c, PRIMARY KEY (b_id, c_id))",
    ),
    "foreign key of two columns": (
        "CREATE TABLE b (x int, y text, PRIMARY KEY (x, y))",
        "CREATE TABLE a (x int, y text, FOREIGN KEY (x, y) REFERENCES b MATCH FULL)",
    ),
    "foreign keys that share a column": (
        "CREATE TABLE tenant (id serial PRIMARY KEY)",
        "CREATE TABLE b (tenant int REFERENCES tenant, id serial, PRIMARY KEY (tenant, id))",
        "CREATE TABLE c (tenant int REFERENCES tenant, id serial, PRIMARY KEY (tenant, id))",
        "CREATE TABLE a (tenant int NOT NULL REFERENCES tenant, b int NOT NULL, c int NOT NULL,"
        " FOREIGN KEY (tenant, b) REFERENCES b, FOREIGN KEY (tenant, c) REFERENCES c)",
    ),
    "points to itself": ("CREATE TABLE a (id serial PRIMARY KEY, up int REFERENCES a)",),
    "points to itself within a tenant": (
        "CREATE TABLE tenant (id serial PRIMARY KEY)",
        "CREATE TABLE a (tenant int REFERENCES tenant, id serial, up int, PRIMARY KEY (tenant, id),"
        " FOREIGN KEY (tenant, up) REFERENCES a)",
    ),
    "must point to itself": ("CREATE TABLE a (id serial PRIMARY KEY, up int NOT NULL REFERENCES a)",),
    "must point to itself by identity": (
        "CREATE TABLE a (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, up int NOT NULL REFERENCES a)",
    ),
    "cycle that may be NULL": (
        "CREATE TABLE a (id serial PRIMARY KEY)",
        "CREATE TABLE b (id serial PRIMARY KEY, a_id int NOT NULL REFERENCES a)",
        "ALTER TABLE a ADD b_id int REFERENCES b",
    ),
    "cycle that can be deferred": (
        "CREATE TABLE a (id serial PRIMARY KEY, b_id int NOT NULL)",
        "CREATE TABLE b (id serial PRIMARY KEY, a_id int NOT NULL REFERENCES a)",
        "ALTER TABLE a ADD FOREIGN KEY (b_id) REFERENCES b DEFERRABLE",
    ),
    "exclusion": ("CREATE TABLE a (during tstzrange, EXCLUDE USING gist (during WITH &&))",),
    "composite type": (
        "CREATE TYPE pair AS (x int, y text, z numeric(4,1)[])",
        "CREATE TABLE a (p pair, ps pair[])",
    ),
    "range of our own": ("CREATE TYPE span AS RANGE (subtype = time)", "CREATE TABLE a (s span, ss span[])"),
    "domain": (
        "CREATE DOMAIN code AS varchar(8) NOT NULL CHECK (VALUE ~ '^[A-Z]{3}-[0-9]+$')",
        "CREATE TABLE a (c code UNIQUE, cs code[])",
    ),
    "domain over a domain": (
        "CREATE DOMAIN amount AS numeric(8,2) CHECK (VALUE >= 0)",
        "CREATE DOMAIN price AS amount CHECK (VALUE < 5000)",
        "CREATE TABLE a (p price NOT NULL)",
    ),
    "partitioned by range": (
        "CREATE TABLE a (day date NOT NULL, x text) PARTITION BY RANGE (day)",
        "CREATE TABLE a1 PARTITION OF a FOR VALUES FROM ('2020-01-01') TO ('2020-02-01')",
        "CREATE TABLE a2 PARTITION OF a FOR VALUES FROM ('2020-02-01') TO ('2020-03-01')",
    ),
    "partitioned by list, then by hash": (
        "CREATE TABLE a (region text, x int) PARTITION BY LIST (region)",
        "CREATE TABLE a1 PARTITION OF a FOR VALUES IN ('eu', NULL)",
        "CREATE TABLE a2 PARTITION OF a FOR VALUES IN ('us') PARTITION BY HASH (x)",
        "CREATE TABLE a21 PARTITION OF a2 FOR VALUES WITH (modulus 1, remainder 0)",
    ),
    "inherited": ("CREATE TABLE b (x int)", "CREATE TABLE a (y int) INHERITS (b)"),
    "not null that is deferred to a trigger": (
        "CREATE TABLE a (id serial PRIMARY KEY)",
        "CREATE TABLE b (id serial PRIMARY KEY, a_id int NOT NULL REFERENCES a)",
        "CREATE FUNCTION has_one() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN"
        " IF NOT EXISTS (SELECT FROM b WHERE a_id = NEW.id) THEN RAISE 'a without b'; END IF;"
        " RETURN NULL; END$$",
        "CREATE CONSTRAINT TRIGGER t AFTER INSERT ON a DEFERRABLE INITIALLY DEFERRED"
        " FOR EACH ROW EXECUTE FUNCTION has_one()",
    ),
    "trigger that wants a value": (
        "CREATE TABLE a (x text)",
        "CREATE FUNCTION wants() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN"
        " IF NEW.x = '' THEN RAISE 'empty'; END IF; RETURN NEW; END$$",
        "CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION wants()",
    ),
    "odd names": (
        'CREATE SCHEMA "My %s Schema"',
        'CREATE TYPE "My %s Schema"."Ty""pe" AS ENUM (\'100%\', \':x\')',
        'CREATE TABLE "My %s Schema"."select" ("from" serial PRIMARY KEY, "a""b:c" text,'
        ' "100%(x)s" int UNIQUE,'
        f' "{"x" * 63}" "My %s Schema"."Ty""pe", CHECK ("100%(x)s" > 5))',
        'CREATE TABLE a ("Up" int REFERENCES "My %s Schema"."select")',
    ),
}


@pytest.mark.parametrize("statements", SHAPES.values(), ids=SHAPES)
def test_every_table_is_filled_twice(engine: sqlalchemy.Engine, statements: tuple[str, ...]) -> None:
    """Whatever the tables' keys and shapes, each call adds all rows, keeps the old and misses no column."""
    create(engine, *statements)
    with engine.begin() as connection:
        names = tables(connection)
        first = fill(connection)
        between = content(connection)
        second = fill(connection)
        after = content(connection)
    assert first == Filling(dict.fromkeys(names, 8), {})
    assert second == Filling(dict.fromkeys(names, 8), {})
    for name in names:
        assert len(between[name].rows) >= 8
        assert set(between[name].rows) <= set(after[name].rows)


def test_every_pair_of_parents_is_used(engine: sqlalchemy.Engine) -> None:
    """A table that joins two others holds as many rows as there are pairs, before its key stops it."""
    create(engine, *SHAPES["many to many"], "INSERT INTO b SELECT FROM generate_series(1, 4)")
    create(engine, "INSERT INTO c SELECT FROM generate_series(1, 4)")
    for _ in range(2):
        with engine.begin() as connection:
            assert fill(connection, ["a"]) == Filling({"a": 8}, {})


def test_keys_that_share_a_column_fit_together(engine: sqlalchemy.Engine) -> None:
    """A row that points to two parents of one tenant takes both from that tenant, at the first attempt."""
    create(
        engine,
        *SHAPES["foreign keys that share a column"],
        "INSERT INTO tenant SELECT FROM generate_series(1, 2)",
        "INSERT INTO b VALUES (1, 10), (1, 11), (2, 20)",
        "INSERT INTO c VALUES (1, 30), (2, 40), (2, 41)",
    )
    statements: list[str] = []
    sqlalchemy.event.listen(engine, "before_cursor_execute", lambda *arguments: statements.append(arguments[2]))
    with engine.begin() as connection:
        assert fill(connection, ["a"]) == Filling({"a": 8}, {})
    assert sum(statement.startswith("INSERT") for statement in statements) == 1


def test_nulls_stand_among_values_and_alone(engine: sqlalchemy.Engine) -> None:
    """The first rows are full, later ones hold NULL beside values, and the last holds NULLs only."""
    filled(engine, "CREATE TABLE thing (x text, y int, z uuid)")
    nulls = [sum(column(engine, "thing", name)[index] is None for name in ("x", "y", "z")) for index in range(8)]
    assert nulls == [0, 0, 0, 0, 1, 1, 1, 3]


def test_a_virtual_column_can_be_read(engine: sqlalchemy.Engine) -> None:
    """No row makes a virtual generated column overflow, which would show only when the table is read."""
    with engine.connect() as connection:
        if connection.dialect.server_version_info < (18,):  # type: ignore[operator]
            pytest.skip("virtual generated columns came with PostgreSQL 18")
    filled(engine, "CREATE TABLE thing (x int NOT NULL, y int GENERATED ALWAYS AS (x + 1) VIRTUAL)")
    assert len(column(engine, "thing", "y")) == 8


def test_tables_are_named_as_people_write_them(engine: sqlalchemy.Engine) -> None:
    """Names leave out `public.` and are quoted where they must be; the version table is not among them."""
    create(
        engine,
        'CREATE TABLE "Post" ()',
        "CREATE TABLE alembic_version (version_num text)",
        "CREATE SCHEMA shop",
        "CREATE TABLE shop.item ()",
    )
    with engine.connect() as connection:
        assert tables(connection) == ['"Post"', "shop.item"]
        assert tables(connection, version_table="shop.item") == ['"Post"', "alembic_version"]


CHECKS = {
    "positive": "x int NOT NULL CHECK (x > 0)",
    "between": "x numeric(6,2) NOT NULL CHECK (x BETWEEN 41.5 AND 42.25)",
    "one of": "x varchar(20) NOT NULL CHECK (x IN ('draft', 'it''s published'))",
    "exact length": "x text NOT NULL CHECK (char_length(x) = 17)",
    "shortest length": "x text NOT NULL CHECK (length(trim(x)) >= 5)",
    "pattern": "x text NOT NULL UNIQUE CHECK (x ~ '^[a-z0-9]+(-[a-z0-9]+)*$')",
    "mail address": "x text NOT NULL UNIQUE CHECK (x ~* '^[a-z.]+@[a-z]+\\.(com|org)$')",
    "text with a sign": "x varchar(120) NOT NULL UNIQUE CHECK (position('@' in x) > 1)",
    "small range that may be NULL": "x smallint CHECK (x BETWEEN 1 AND 5)",
    "like": "x text NOT NULL CHECK (x LIKE 'https://%.example/_%')",
    "one before the other": "x timestamptz NOT NULL, y timestamptz NOT NULL, CHECK (y > x)",
    "after a day": "x date NOT NULL CHECK (x > '2199-12-31')",
    "exactly one": "x int, y text, z uuid, CHECK (num_nonnulls(x, y, z) = 1)",
    "implication": "x text NOT NULL, y date, CHECK ((x = 'paid') = (y IS NOT NULL))",
    "json object with a key": "x jsonb NOT NULL CHECK (jsonb_typeof(x) = 'object' AND x ? 'colour')",
    "sum": "x int NOT NULL, y int NOT NULL, z int NOT NULL, CHECK (x + y = z)",
    "on a generated column": "x int NOT NULL, y int GENERATED ALWAYS AS (x % 10) STORED, CHECK (y = 7)",
}


@pytest.mark.parametrize("columns", CHECKS.values(), ids=CHECKS)
def test_a_condition_is_met(engine: sqlalchemy.Engine, columns: str) -> None:
    """The rows of a table with a CHECK satisfy it, and every column of it holds a value in some row."""
    result = filled(engine, f"CREATE TABLE thing (id serial PRIMARY KEY, {columns})")
    assert not result.unfilled
    assert result.filled["thing"] >= 2


REFUSE = (
    "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'closed for\nrepairs'; END$$",
    "CREATE TRIGGER refuse BEFORE INSERT ON thing FOR EACH ROW EXECUTE FUNCTION refuse()",
)


@pytest.mark.parametrize(
    ("statements", "reason"),
    [
        (("CREATE TABLE thing (x int)", *REFUSE), "the server refused every row: closed for"),
        (
            (
                "CREATE TABLE thing (x int)",
                "CREATE FUNCTION drop_it() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
                "CREATE TRIGGER t BEFORE INSERT ON thing FOR EACH ROW EXECUTE FUNCTION drop_it()",
            ),
            "the server took no row and gave no error",
        ),
        (("CREATE TABLE thing (x int CHECK (false))",), 'violates check constraint "thing_check"'),
        (("CREATE TABLE thing (x int) PARTITION BY LIST (x)",), 'no partition of relation "thing" found'),
        (("CREATE TABLE thing (x int CHECK (x IS NULL))",), "column x got no value"),
        (
            (
                "CREATE TABLE thing (x int)",
                "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'late'; END$$",
                "CREATE CONSTRAINT TRIGGER t AFTER INSERT ON thing DEFERRABLE INITIALLY DEFERRED"
                " FOR EACH ROW EXECUTE FUNCTION refuse()",
            ),
            "the server refused every row: late",
        ),
    ],
    ids=["trigger", "silent trigger", "impossible", "no partition", "column always NULL", "deferred trigger"],
)
def test_a_table_that_cannot_be_filled_is_named(
    engine: sqlalchemy.Engine, statements: tuple[str, ...], reason: str
) -> None:
    """A table or column that gets no value is named with the reason, and the other tables are filled."""
    result = filled(engine, *statements, "CREATE TABLE other (x int)")
    assert reason in result.unfilled["thing"]
    assert "\n" not in result.unfilled["thing"]
    assert result.filled["other"] == 8
    assert list(result.unfilled) == ["thing"]


def test_a_type_without_values_is_named(engine: sqlalchemy.Engine) -> None:
    """A column whose type has no known value is named; the table is filled if it can do without."""
    result = filled(
        engine,
        "CREATE TYPE nothing AS ENUM ()",
        "CREATE DOMAIN less AS nothing",
        "CREATE TABLE must (x nothing NOT NULL)",
        "CREATE TABLE may (x nothing, y less, z int)",
    )
    assert result.filled == {"may": 8}
    assert "no value of type nothing is known" in result.unfilled["must"]
    assert "column x got no value: no value of type nothing is known" in result.unfilled["may"]
    assert "column y got no value" in result.unfilled["may"]


def test_a_child_of_an_empty_table_is_named(engine: sqlalchemy.Engine) -> None:
    """The reason why a child has no rows names its parent, and a column that stays NULL for it is named."""
    result = filled(
        engine,
        "CREATE TABLE thing (id serial PRIMARY KEY)",
        *REFUSE,
        "CREATE TABLE must (thing_id int NOT NULL REFERENCES thing)",
        "CREATE TABLE may (id serial, thing_id int REFERENCES thing)",
    )
    assert result.filled == {"may": 8}
    assert "refers to thing, which holds no rows" in result.unfilled["must"]
    assert "column thing_id got no value: thing, which it refers to, holds no rows" in result.unfilled["may"]


def test_an_extension_type_is_filled(engine: sqlalchemy.Engine) -> None:
    """Types of extensions hold values, those too that are not known by name."""
    extensions = ("hstore", "citext", "ltree", "cube", "isn")
    with engine.connect() as connection:
        there = set(connection.exec_driver_sql("SELECT name FROM pg_available_extensions").scalars())
    if missing := [name for name in extensions if name not in there]:
        pytest.skip(f"Docker, or another server with contrib: this one has no {', '.join(missing)}")
    create(engine, *(f"CREATE EXTENSION {name}" for name in extensions))
    columns = "h hstore, c citext UNIQUE, l ltree, q cube, i isbn13, hs hstore[], cs cube[]"
    assert filled(engine, f"CREATE TABLE thing ({columns})") == Filling({"thing": 8}, {})


def test_only_the_named_tables_are_filled(engine: sqlalchemy.Engine) -> None:
    """Tables that are not named stay empty, and a name that no table has is an error."""
    create(engine, "CREATE TABLE a (x int)", "CREATE TABLE b (x int)")
    with engine.begin() as connection:
        assert fill(connection, ["b"], rows=3) == Filling({"b": 3}, {})
        assert not content(connection)["a"].rows
        with pytest.raises(ValueError, match="no table c "):
            fill(connection, ["c"])


def test_the_same_schema_gets_the_same_rows(engine: sqlalchemy.Engine) -> None:
    """Nothing in the rows depends on chance or on the clock."""
    columns = ", ".join(f'"c {number}" {name}' for number, name in enumerate(TYPES) if name != "xml")
    create(engine, f"CREATE TABLE thing ({columns}, at timestamptz DEFAULT now() CHECK (at < '2030-01-01'))")
    seen = []
    for _ in range(2):
        with engine.connect() as connection, connection.begin() as transaction:
            fill(connection)
            seen.append(content(connection))
            transaction.rollback()
    assert len(seen[0]["thing"].rows) == 8
    assert seen[0] == seen[1]


def test_nothing_is_committed(engine: sqlalchemy.Engine) -> None:
    """A caller that rolls back has the tables as they were; one without a transaction is told so."""
    create(engine, "CREATE TABLE a (x int UNIQUE)", "INSERT INTO a VALUES (1)")
    with engine.connect() as connection, connection.begin() as transaction:
        fill(connection)
        transaction.rollback()
    assert column(engine, "a", "x") == ["1"]
    with engine.connect() as connection, pytest.raises(ValueError, match=r"connection\.begin"):
        fill(connection)


def test_a_hundred_tables_take_few_statements(engine: sqlalchemy.Engine) -> None:
    """The statements grow by a few with each ordinary table, not with its rows or columns."""
    columns = ", ".join(f"c{number} text, d{number} int" for number in range(10))
    create(engine, *(f"CREATE TABLE t{number} (id serial PRIMARY KEY, {columns})" for number in range(100)))
    statements: list[str] = []
    sqlalchemy.event.listen(engine, "before_cursor_execute", lambda *arguments: statements.append(arguments[2]))
    with engine.begin() as connection:
        fill(connection, rows=20)
    assert sum(statement.startswith("INSERT") for statement in statements) == 100
    assert len(statements) <= 310  # a savepoint around each
