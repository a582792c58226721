"""Each rule, on a chain that breaks it: caught by that rule, with a message that names revision and object."""

import pytest
from stock import ADD_SLUG, APP, POST, StockProject

SECOND = "0bad09eca9b4"
THIRD = "c0ffee000003"
NEXT = "d0d0d0d0d0d0"
RULES = (
    "upgrade-fails",
    "downgrade-fails",
    "leaves-trace",
    "not-repeatable",
    "data-loss",
    "single-head",
    "drift",
    "unfilled",
    "waiver",
)


def findings(project: StockProject) -> list[tuple[str, str, str]]:
    """Run the gate and return the findings of its summary as (file, rule, message)."""
    result = project.gate()
    found = []
    for line in result.outlines:
        place, _, rest = line.partition(" ")
        rule, _, message = rest.partition(" ")
        if rule in RULES and place.startswith("migrations"):
            found.append((place.partition(":")[0].rpartition("/")[2].partition("_")[0], rule, message))
    assert bool(found) == (result.ret == pytest.ExitCode.TESTS_FAILED), result.stdout.str()
    return found


SECOND_REVISION = [
    pytest.param(
        ADD_SLUG[0] + "\nop.execute(\"INSERT INTO post (title) VALUES ('seed')\")",
        ADD_SLUG[1],
        {"not-repeatable"},
        "the tables hold another number of rows: post held ",
        id="seed rows left behind",
    ),
    pytest.param(
        ADD_SLUG[0] + "\nfrom app import db\ndb.session.execute(sa.text('SELECT count(*) FROM post')).all()",
        ADD_SLUG[1],
        {"upgrade-fails"},
        "lock timeout",
        id="upgrade that waits for itself",
    ),
    pytest.param(
        ADD_SLUG[0],
        "pass",
        {"leaves-trace", "not-repeatable"},
        "column post.slug added",
        id="downgrade without drop_column",
    ),
    pytest.param(
        ADD_SLUG[0],
        ADD_SLUG[1] + '\nop.drop_column("post", "content")\nop.add_column("post", sa.Column("content", sa.Text()))',
        {"data-loss"},
        "values gone, e.g. 'content 1' (id 1), lost by the downgrade",
        id="downgrade drops and re-creates content",
    ),
    pytest.param(
        ADD_SLUG[0] + '\nop.execute("UPDATE post SET title = upper(title)")',
        ADD_SLUG[1],
        {"data-loss"},
        "post.title: ",
        id="update without an inverse",
    ),
    pytest.param(
        ADD_SLUG[0] + '\nop.execute("DELETE FROM post WHERE id % 2 = 0")',
        ADD_SLUG[1],
        {"data-loss"},
        "rows gone, e.g. id 2, lost by the upgrade",
        id="rows deleted",
    ),
    pytest.param(
        ADD_SLUG[0] + '\nop.execute("ALTER TABLE post ALTER title TYPE varchar(5) USING left(title, 5)")',
        ADD_SLUG[1] + '\nop.alter_column("post", "title", type_=sa.String(50))',
        {"data-loss", "drift"},
        "post.title: ",
        id="type narrowed and widened again",
    ),
    pytest.param(
        'op.add_column("post", sa.Column("slug", sa.String(50), nullable=False))',
        ADD_SLUG[1],
        {"upgrade-fails", "drift"},
        'with rows in the tables, and passes without: column "slug" of relation "post" contains null values',
        id="not null without default",
    ),
    pytest.param(
        ADD_SLUG[0] + '\nop.execute("SELECT nothing_of_that_name")',
        ADD_SLUG[1],
        {"upgrade-fails"},
        'with rows in the tables and without: column "nothing_of_that_name" does not exist',
        id="upgrade that always fails",
    ),
    pytest.param(
        ADD_SLUG[0],
        'op.drop_constraint(None, "post")',
        {"downgrade-fails"},
        "downgrade fails: ",
        id="constraint without a name",
    ),
    pytest.param(
        ADD_SLUG[0],
        "raise NotImplementedError",
        {"downgrade-fails"},
        "NotImplementedError",
        id="downgrade not implemented",
    ),
    pytest.param(
        'sa.Enum("sad", "happy", name="mood").create(op.get_bind())\n' + ADD_SLUG[0],
        ADD_SLUG[1],
        {"leaves-trace", "not-repeatable", "drift"},
        "mood added",
        id="enum type left behind",
    ),
    pytest.param(
        ADD_SLUG[0] + '\nop.create_check_constraint("ck_post_title", "post", "title <> \'never\'")',
        'op.drop_constraint("ck_post_title", "post")\n' + ADD_SLUG[1],
        {"drift"},
        "constraint ck_post_title on post added",
        id="check that the model lacks",
    ),
    pytest.param(
        ADD_SLUG[0] + '\nop.execute("CREATE SEQUENCE IF NOT EXISTS counter")',
        ADD_SLUG[1] + '\nop.execute("ALTER SEQUENCE counter INCREMENT 7")',
        {"leaves-trace", "not-repeatable", "drift"},
        "sequence counter: increment 1 became 7",
        id="second upgrade gives another database",
    ),
]


@pytest.mark.parametrize(("upgrade", "downgrade", "rules", "words"), SECOND_REVISION)
def test_second_revision_is_caught(
    stock: StockProject, upgrade: str, downgrade: str, rules: set[str], words: str
) -> None:
    """The second revision, broken, is named by the rules that it breaks and by no other."""
    stock.revision(SECOND, "da0e365b163c", upgrade, downgrade)
    found = findings(stock)
    assert {rule for _, rule, _ in found} == rules
    assert {file for file, rule, _ in found if rule != "drift"} <= {SECOND}
    assert any(words in message for _, _, message in found), found


GOOD = [
    pytest.param("op.execute(\"UPDATE post SET title = '' WHERE title IS NULL\")", "pass", id="values for NULLs"),
    pytest.param(
        "from app import db\ndb.session.execute(sa.text('SELECT * FROM post')).all()",
        'op.execute("LOCK TABLE post")',
        id="session left open",
    ),
    pytest.param(
        'op.execute("CREATE TABLE event (at date NOT NULL, what text) PARTITION BY RANGE (at)")\n'
        "op.execute(\"CREATE TABLE event_26 PARTITION OF event FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')\")",
        'op.drop_table("event")',
        id="partitioned table",
    ),
    pytest.param(
        'op.execute("UPDATE post SET title = reverse(title)")',
        'op.execute("UPDATE post SET title = reverse(title)")',
        id="exact inverse",
    ),
    pytest.param(
        'op.alter_column("post", "id", type_=sa.BigInteger())\nop.alter_column("post", "id", type_=sa.Integer())',
        "pass",
        id="there and back in one upgrade",
    ),
    pytest.param(
        'op.rename_table("post", "article")\nop.rename_table("article", "post")', "pass", id="table renamed and back"
    ),
    pytest.param(
        'sa.Enum("sad", "happy", name="mood").create(op.get_bind())\nsa.Enum(name="mood").drop(op.get_bind())',
        "pass",
        id="enum made and dropped",
    ),
]


@pytest.mark.parametrize(("upgrade", "downgrade"), GOOD)
def test_good_revision_is_not_caught(stock: StockProject, upgrade: str, downgrade: str) -> None:
    """A revision that undoes exactly what it does is no finding, but for a table that has no model."""
    stock.revision(THIRD, SECOND, upgrade, downgrade)
    assert [found for found in findings(stock) if "remove table event" not in found[2]] == []


def test_renamed_table_with_a_serial_is_no_drift(empty_project: StockProject) -> None:
    """A table that was renamed keeps its sequence's old name, which is no drift."""
    empty_project.app("class Article(db.Model):\n    id = db.Column(db.Integer, primary_key=True)\n")
    create = 'op.create_table("post", sa.Column("id", sa.Integer(), primary_key=True))'
    empty_project.revision(SECOND, None, create, 'op.drop_table("post")')
    rename = ('op.rename_table("post", "article")', 'op.rename_table("article", "post")')
    empty_project.revision(THIRD, SECOND, *rename)
    assert findings(empty_project) == []


def test_what_env_py_leaves_out_is_no_drift(stock: StockProject) -> None:
    """An index that `include_object` leaves out of autogenerate is left out of drift."""
    leave_out = "Migrate(app, db, include_object=lambda thing, name, kind, *_: kind != 'index')"
    stock.app(POST, APP.replace("Migrate(app, db)", leave_out))
    stock.revision(THIRD, SECOND, 'op.create_index("by_hand", "post", ["title"])', 'op.drop_index("by_hand")')
    assert findings(stock) == []


MAKE_SCHEMA = """        from sqlalchemy import text
        connection.execute(text("CREATE SCHEMA IF NOT EXISTS audit"))
        connection.commit()
        context.configure("""


@pytest.mark.parametrize(
    "given",
    [
        pytest.param('version_table="Version of it"', id="own name"),
        pytest.param('version_table_schema="audit"', id="own schema"),
    ],
)
def test_version_table_of_its_own(stock: StockProject, given: str) -> None:
    """Wherever Alembic keeps the revision, that table is not taken for one of the project's."""
    if "schema" in given:
        env = stock.path / "migrations" / "env.py"
        env.write_text(env.read_text().replace("        context.configure(", MAKE_SCHEMA))
    stock.app(POST, APP.replace("Migrate(app, db)", f"Migrate(app, db, {given})"))
    assert findings(stock) == []


READS_CONFIGURATION = """
import sqlalchemy
from alembic import context
from flask import current_app

engine = sqlalchemy.create_engine(current_app.config["SQLALCHEMY_DATABASE_URI"])
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=current_app.extensions["migrate"].db.metadata)
    with context.begin_transaction():
        context.run_migrations()
"""


def test_env_py_that_reads_the_configuration(stock: StockProject) -> None:
    """An `env.py` that takes the URL from the application's configuration, and pools, is judged all the same."""
    (stock.path / "migrations" / "env.py").write_text(READS_CONFIGURATION)
    stock.revision(SECOND, "da0e365b163c", ADD_SLUG[0], 'op.drop_table("never")\n' + ADD_SLUG[1])
    assert [rule for _, rule, _ in findings(stock)] == ["downgrade-fails"]


def test_model_without_a_migration_is_drift(stock: StockProject) -> None:
    """A column that only the model has is named by drift, as autogenerate sees it."""
    stock.app(POST + "    views = db.Column(db.Integer)\n")
    assert [(rule, "add column post.views" in message) for _, rule, message in findings(stock)] == [("drift", True)]


def test_enum_label_that_only_the_model_has_is_drift(empty_project: StockProject) -> None:
    """An enum with other labels in model and migration is drift, which autogenerate does not see."""
    empty_project.app(
        "class Post(db.Model):\n    id = db.Column(db.Integer, primary_key=True)\n"
        "    mood = db.Column(db.Enum('sad', 'happy', name='mood'))\n"
    )
    empty_project.revision(
        SECOND,
        None,
        'op.create_table("post", sa.Column("id", sa.Integer(), primary_key=True),'
        ' sa.Column("mood", sa.Enum("sad", name="mood")))',
        'op.drop_table("post")\nsa.Enum(name="mood").drop(op.get_bind())',
    )
    found = findings(empty_project)
    assert [rule for _, rule, _ in found] == ["drift"]
    assert "mood" in found[0][2]


def test_what_models_cannot_say_is_no_drift(stock: StockProject) -> None:
    """A function that a migration makes, and models cannot, is no drift."""
    stock.revision(
        THIRD,
        SECOND,
        "op.execute(\"CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'\")",
        'op.execute("DROP FUNCTION one()")',
    )
    assert findings(stock) == []


def test_two_heads_are_named_with_both_files(stock: StockProject) -> None:
    """Two heads are one finding that names both, and each branch is judged all the same."""
    stock.revision(
        THIRD, "da0e365b163c", 'op.create_table("tag", sa.Column("id", sa.Integer()))', 'op.drop_table("tag")'
    )
    result = stock.gate()
    result.stdout.fnmatch_lines(
        ["*single-head*2 heads*c0ffee000003*0bad09eca9b4*", "3 revisions judged, 0 not judged, 1 finding*"]
    )


def test_revision_without_a_downgrade_is_called_so(stock: StockProject) -> None:
    """A revision that has no `downgrade()` at all is a finding in words, not an AttributeError."""
    script = stock.versions / f"{SECOND}_.py"
    script.write_text(script.read_text().partition("def downgrade")[0])
    assert [(rule, message) for _, rule, message in findings(stock)] == [
        ("downgrade-fails", "downgrade fails: the revision has no downgrade()")
    ]


def test_walk_goes_on_after_a_break(stock: StockProject) -> None:
    """After a downgrade that fails, the next revision is judged on what an upgrade would have left."""
    stock.revision(SECOND, "da0e365b163c", ADD_SLUG[0], 'op.drop_table("never")\n' + ADD_SLUG[1])
    stock.revision(THIRD, SECOND, 'op.execute("UPDATE post SET slug = upper(slug)")', "pass")
    found = [(file, rule) for file, rule, _ in findings(stock)]
    assert found == [(SECOND, "downgrade-fails"), (THIRD, "data-loss")]


def test_walk_goes_on_after_an_upgrade_that_fails_with_rows(stock: StockProject) -> None:
    """What follows an upgrade that fails only with rows is judged, with rows."""
    stock.revision(
        SECOND, "da0e365b163c", 'op.add_column("post", sa.Column("slug", sa.String(50), nullable=False))', ADD_SLUG[1]
    )
    stock.revision(
        THIRD,
        SECOND,
        'op.alter_column("post", "slug", nullable=True)',
        'op.alter_column("post", "slug", nullable=False)',
    )
    stock.revision(NEXT, THIRD, 'op.execute("UPDATE post SET title = upper(title)")', "pass")
    found = [(file, rule) for file, rule, _ in findings(stock)]
    assert found == [(SECOND, "upgrade-fails"), (NEXT, "data-loss")]


def test_what_cannot_be_reached_is_named(stock: StockProject) -> None:
    """What comes after an upgrade that always fails is not judged, says so, and is not green."""
    stock.revision(SECOND, "da0e365b163c", 'op.execute("SELECT nothing_of_that_name")', "pass")
    stock.revision(THIRD, SECOND, "pass", "pass")
    result = stock.gate()
    result.stdout.fnmatch_lines(
        ["*c0ffee000003*NOT JUDGED*it comes after 0bad09eca9b4, which cannot be upgraded*", "*1 not judged*"]
    )
    assert result.ret == pytest.ExitCode.TESTS_FAILED


ONE_TRANSACTION = """
from alembic import context
from flask import current_app

db = current_app.extensions["migrate"].db
with db.engine.connect() as connection, connection.begin():
    context.configure(connection=connection, target_metadata=db.metadata)
    context.run_migrations()
"""


@pytest.mark.parametrize(("upgrade", "downgrade", "rules", "words"), SECOND_REVISION)
def test_env_py_with_one_transaction_hides_nothing(
    stock: StockProject, upgrade: str, downgrade: str, rules: set[str], words: str
) -> None:
    """Where `env.py` commits only at its end, the same is caught as where it commits each revision."""
    (stock.path / "migrations" / "env.py").write_text(ONE_TRANSACTION)
    stock.revision(SECOND, "da0e365b163c", upgrade, downgrade)
    found = findings(stock)
    assert {rule for _, rule, _ in found} == rules
    assert any(words in message for _, _, message in found), found
