"""The gate as its user meets it: `pytest --migrations` in a stock project."""

import subprocess
import tempfile
from pathlib import Path

import pytest
from stock import ADD_SLUG, POST, StockProject

from pytest_flask_migrate import guard
from pytest_flask_migrate.servers.existing import parse_url

GROUPS = 5  # items of a revision: upgrade, downgrade, round trip, rows, waivers
CHAIN = 2  # items of the chain: single head, models


def test_good_chain_passes(stock: StockProject) -> None:
    """The tutorial's chain gets a passing verdict for each revision and for the chain."""
    result = stock.gate()
    result.assert_outcomes(passed=2 * GROUPS + CHAIN)
    result.stdout.fnmatch_lines(
        [
            "da0e365b163c create post table *passed*",
            "0bad09eca9b4 add slug to post *passed*",
            "chain *passed*",
            "2 revisions judged, 0 not judged, 0 findings, 0 waived, 1 table filled, * s",
        ]
    )


def test_nothing_happens_unless_asked(stock: StockProject) -> None:
    """Without --migrations the plugin adds no item, no header and no summary."""
    stock.pytester.makepyfile(test_theirs="def test_theirs(): pass")
    result = stock.pytester.runpytest_subprocess()
    result.assert_outcomes(passed=1)
    result.stdout.no_fnmatch_line("*PostgreSQL*")


def test_alone_without_a_path(stock: StockProject) -> None:
    """Without a path only the gate is collected."""
    stock.pytester.makepyfile(test_theirs="def test_theirs(): assert False")
    stock.gate().assert_outcomes(passed=2 * GROUPS + CHAIN)


def test_beside_the_tests_with_a_path(stock: StockProject) -> None:
    """With a path the gate is collected beside the tests there."""
    stock.pytester.makepyfile(test_theirs="def test_theirs(): pass")
    stock.gate("test_theirs.py").assert_outcomes(passed=2 * GROUPS + CHAIN + 1)


def test_items_are_named_after_revision_and_message(stock: StockProject) -> None:
    """An item's id says which revision it is, so that -k finds it."""
    stock.gate("-k", "test_rows and add_slug_to_post", "-v").stdout.fnmatch_lines(
        ["*::test_rows?0bad09eca9b4-add_slug_to_post? PASSED*"]
    )


def test_workers_share_a_server_and_have_databases_of_their_own(stock: StockProject) -> None:
    """Under pytest-xdist every item passes too, and the totals are there."""
    result = stock.gate("-n", "2")
    result.assert_outcomes(passed=2 * GROUPS + CHAIN)
    result.stdout.fnmatch_lines(["2 revisions judged, 0 not judged, 0 findings*"])


def test_findings_are_properties_in_junit(stock: StockProject) -> None:
    """The JUnit file names revision and finding."""
    stock.revision("0bad09eca9b4", "da0e365b163c", 'op.add_column("post", sa.Column("slug", sa.String(50)))', "pass")
    stock.gate("--junitxml=report.xml", "-W", "error", "-o", "junit_family=xunit2")
    report = (stock.path / "report.xml").read_text()
    assert 'name="finding"' in report
    assert "leaves-trace" in report


def test_waiver_with_a_reason_passes_and_is_named(stock: StockProject) -> None:
    """A finding that is waived with a reason does not fail the run, and the summary still names it."""
    script = stock.revision(
        "0bad09eca9b4", "da0e365b163c", 'op.add_column("post", sa.Column("slug", sa.String(50)))', "pass"
    )
    script.write_text(
        "# gate: allow leaves-trace -- nobody goes back\n# gate: allow not-repeatable -- nobody goes back\n"
        + script.read_text()
    )
    result = stock.gate()
    result.assert_outcomes(passed=2 * GROUPS + CHAIN)
    result.stdout.fnmatch_lines(["*leaves-trace*column post.slug*(waived)", "*0 findings, 2 waived*"])


@pytest.mark.parametrize(
    ("comment", "said"),
    [
        ("# gate: allow data-loss", "*waiver*gives no reason*"),
        ("# gate: allow data-loss -- because", "*waiver*matches no finding*"),
    ],
    ids=["no reason", "not needed"],
)
def test_waiver_that_is_wrong_is_a_finding(stock: StockProject, comment: str, said: str) -> None:
    """A waiver without a reason, or that nothing needs, fails the run by name."""
    script = stock.versions / "0bad09eca9b4_.py"
    script.write_text(f"{script.read_text()}\n{comment}\n")
    result = stock.gate()
    result.assert_outcomes(passed=2 * GROUPS + CHAIN - 1, failed=1)
    result.stdout.fnmatch_lines([said])


def test_table_that_cannot_be_filled_is_a_finding(stock: StockProject) -> None:
    """A table whose trigger refuses every row is named with the trigger's message."""
    stock.revision(
        "aaaaaaaaaaaa",
        "0bad09eca9b4",
        """
        op.execute("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
                   "$$ BEGIN RAISE EXCEPTION 'no rows here'; END $$")
        op.create_table("audit", sa.Column("id", sa.Integer(), primary_key=True))
        op.execute("CREATE TRIGGER refuse BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION refuse()")
        """,
        'op.drop_table("audit")\nop.execute("DROP FUNCTION refuse()")',
    )
    result = stock.gate()
    result.stdout.fnmatch_lines(["*aaaaaaaaaaaa*unfilled*audit could not be filled*no rows here*"])
    assert result.ret == pytest.ExitCode.TESTS_FAILED


def test_irreversible_revision_can_be_accepted(stock: StockProject) -> None:
    """What cannot be judged because of a waived finding is named, and does not fail the run."""
    script = stock.revision("0bad09eca9b4", "da0e365b163c", ADD_SLUG[0], "raise NotImplementedError")
    script.write_text("# gate: allow downgrade-fails -- nobody goes back\n" + script.read_text())
    result = stock.gate()
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["0bad09eca9b4 * passed  4 checks, 1 waived, 1 check not judged"])


def test_finding_about_the_chain_is_accepted_in_the_head(stock: StockProject) -> None:
    """Drift is waived in the file of the head."""
    stock.app(POST + "    views = db.Column(db.Integer)\n")
    script = stock.versions / "0bad09eca9b4_.py"
    script.write_text("# gate: allow drift -- added by hand in production\n" + script.read_text())
    result = stock.gate()
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["*drift*post.views*(waived)"])


def test_gate_is_collected_whatever_tests_are_called(stock: StockProject) -> None:
    """A project that names its tests otherwise gets the same gate."""
    stock.pytester.makeini("[pytest]\npython_functions = check_*\npython_files = check_*.py\n")
    stock.gate().assert_outcomes(passed=2 * GROUPS + CHAIN)


def test_gate_that_judged_nothing_is_not_green(stock: StockProject) -> None:
    """Where the project's own hooks skip the gate, the run fails and says so."""
    stock.pytester.makeconftest(
        "import pytest\n\n\ndef pytest_collection_modifyitems(items):\n"
        "    for item in items:\n        item.add_marker(pytest.mark.skip)\n"
    )
    result = stock.gate()
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["ERROR: no migration was judged*"])


def test_workers_start_no_server_of_their_own(stock: StockProject) -> None:
    """Under pytest-xdist one embedded server serves all, and nothing of it is left."""
    with tempfile.TemporaryDirectory() as short:  # a socket's path has a limit that pytest's own folders exceed
        stock.environment.setenv("TMPDIR", short)
        stock.gate("--postgres=embedded", "-n", "2").assert_outcomes(passed=2 * GROUPS + CHAIN)
        assert not list(Path(short).glob("pytest-flask-migrate-*"))


def test_kept_embedded_server_answers(stock: StockProject) -> None:
    """What a failed run keeps can be connected to, by the printed words, after pytest has ended."""
    stock.revision("0bad09eca9b4", "da0e365b163c", ADD_SLUG[0], "pass")
    with tempfile.TemporaryDirectory() as short:
        stock.environment.setenv("TMPDIR", short)
        lines = stock.gate("--postgres=embedded", "--migrations-keep").outlines
        urls = [line.partition("'")[2].rstrip("'") for line in lines if line.startswith("kept: psql")]
        end = next(line.partition("to end it: ")[2].split() for line in lines if "to end it: " in line)
        walked = parse_url(next(url for url in urls if "_walk_" in url))
        try:
            with guard.engine(walked).connect() as connection:
                assert connection.exec_driver_sql("SELECT count(*) FROM post").scalar_one() > 0
        finally:
            owner = Path(end[2]).owner()  # not root, whom PostgreSQL's programs refuse
            subprocess.run([*end[:4], "-m", "fast"], check=True, user=owner, capture_output=True)
