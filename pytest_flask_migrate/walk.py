"""Takes each revision up, down and up again, once, with rows in the tables, and records what happened."""

import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import sqlalchemy

from pytest_flask_migrate import databases, environment, guard, interrupts
from pytest_flask_migrate.catalog import Catalog, Object, difference, picture, shortened
from pytest_flask_migrate.databases import Run
from pytest_flask_migrate.environment import DISCONNECT, Failure, Move, MoveFailedError
from pytest_flask_migrate.follower import Follower
from pytest_flask_migrate.project import Project, Revision, pointed_at
from pytest_flask_migrate.rows import Content, content, fill


@dataclass(frozen=True)
class Leg:
    """One move of a revision: how long it took, and how it failed or what the database held after it."""

    seconds: float
    failure: Failure | None = None
    catalog: Catalog | None = None
    rows: Content | None = None


@dataclass(frozen=True)
class Step:
    """What happened to one revision: before it, upgrade, downgrade, upgrade again.

    A leg is `None` where it could not be tried. `fails_empty` is how the upgrade fails without rows, where it
    was tried so. `unfilled` are tables that got no rows, with the reason. `not_judged` says why nothing of
    this revision could be tried.
    """

    revision: Revision
    before: Catalog | None = None
    rows_before: Content | None = None
    up: Leg | None = None
    down: Leg | None = None
    again: Leg | None = None
    fails_empty: Failure | None = None
    unfilled: Mapping[str, str] = field(default_factory=dict)
    not_judged: str | None = None

    @property
    def reached(self) -> bool:
        """Whether the walk could go on from this revision."""
        return self.not_judged is None and self.fails_empty is None


@dataclass(frozen=True)
class Walked:
    """A finished walk: a step for each revision, and the database that it ended in.

    `version_table` is where Alembic keeps the revision, `filled` how many tables were given rows.
    """

    steps: tuple[Step, ...]
    database: sqlalchemy.URL
    version_table: str
    filled: int
    seconds: float

    @property
    def at_head(self) -> bool:
        """Whether every revision could be upgraded, so that the database stands at the end of the chain."""
        return all(step.reached for step in self.steps)


@contextmanager
def walk(project: Project, run: Run, *, progress: Callable[[int, int, Revision], None]) -> Iterator[Walked]:
    """Walk the whole chain in databases of our own and give what was seen, while the last database still stands.

    `progress` hears of each revision before it is tried: its number from 1, how many there are, and which.
    """
    with (
        databases.temporary(run, "walk") as walked,
        databases.temporary(run, "empty") as empty,
    ):
        started = time.perf_counter()
        walker = _Walker(project, run, walked, Follower(project, run, empty), progress)
        try:
            with pointed_at(project, walked), interrupts.heard(run):
                environment.drive(project, walker.moves())
        finally:
            walker.close()
        seconds = time.perf_counter() - started
        yield Walked(tuple(walker.steps), walked, walker.version_table, len(walker.filled), seconds)


class _Walker:
    """The state of one walk: what was applied, what the database holds, and what could not be reached."""

    def __init__(
        self,
        project: Project,
        run: Run,
        database: sqlalchemy.URL,
        follower: Follower,
        progress: Callable[[int, int, Revision], None],
    ) -> None:
        self.project, self.run, self.database = project, run, database
        self.follower, self.progress = follower, progress
        self.engine = guard.engine(database)
        self.eyes: sqlalchemy.Connection | None = None
        self.steps: list[Step] = []
        self.applied: list[Revision] = []
        self.unreachable: dict[str, str] = {}
        self.version_table = ""
        self.catalog: Catalog = {}
        self.rows: Content = {}
        self.filled: set[str] = set()
        self.filled_as: dict[str, object] = {}
        self.reported: set[str] = set()

    def moves(self) -> Generator[Move, None, None]:
        """Yield every move of the walk, in order; a step is recorded after the moves of its revision."""
        self.version_table = environment.version_table(self.project)
        self.catalog, self.rows = self._look(), self._read()
        for number, revision in enumerate(self.project.chain, 1):
            self.progress(number, len(self.project.chain), revision)
            blocker = next((name for name in revision.follows if name in self.unreachable), None)
            if blocker is not None:
                self.unreachable[revision.id] = blocker
                self.steps.append(Step(revision, not_judged=f"it comes after {blocker}, which cannot be upgraded"))
            else:
                self.steps.append((yield from self._round_trip(revision)))

    def _round_trip(self, revision: Revision) -> Generator[Move, None, Step]:
        before, rows_before = self.catalog, self.rows
        up = yield from self._leg(Move(revision))
        if up.failure is not None:
            fails_empty = yield from self._restore(revision)
            unfilled = {} if fails_empty else self._fill()
            return Step(revision, before, rows_before, up, fails_empty=fails_empty, unfilled=unfilled)
        self.applied.append(revision)
        unfilled = self._fill(new_since=before)
        down = yield from self._leg(Move(revision, up=False))
        again = None
        if down.failure is None:
            again = yield from self._leg(Move(revision))
        if again is None or again.catalog is None or difference(up.catalog or {}, again.catalog):
            broken = yield from self._restore(revision)
            if broken is not None:
                return Step(revision, before, rows_before, up, down, again, broken, unfilled)
        unfilled = {**unfilled, **self._fill()}
        return Step(revision, before, rows_before, up, down, again, unfilled=unfilled)

    def _leg(self, move: Move) -> Generator[Move, None, Leg]:
        started = time.perf_counter()
        try:
            yield move
            if self._is_uncommitted():
                yield DISCONNECT  # env.py has a transaction around its whole run, and commits at the end
        except MoveFailedError as failed:
            return Leg(time.perf_counter() - started, failed.failure)
        seconds = time.perf_counter() - started
        self.catalog, self.rows = self._look(), self._read()
        return Leg(seconds, catalog=self.catalog, rows=self.rows)

    def _restore(self, revision: Revision) -> Generator[Move, None, Failure | None]:
        """Bring the database to where an upgrade through `revision` leads; return how that fails without rows."""
        yield DISCONNECT
        wanted = [*self.applied, *([] if revision in self.applied else [revision])]
        failure = self.follower.catch_up(wanted)
        if failure is None:
            self.applied = wanted
        else:
            self.unreachable[revision.id] = revision.id
            self.applied = [one for one in wanted if one is not revision]
            self.follower.begin_anew()
            self.follower.catch_up(self.applied)
        self.close()
        databases.replace(self.run, self.database, self.follower.database)
        self.filled_as = {}
        self.catalog, self.rows = self._look(), self._read()
        if failure is not None:
            self._fill()
        return failure

    def close(self) -> None:
        """End the connection that looks."""
        if self.eyes is not None:
            self.eyes.close()
            self.eyes = None

    def _look(self) -> Catalog:
        return picture(self._open_eyes(), version_table=self.version_table)

    def _read(self) -> Content:
        return content(self._open_eyes(), version_table=self.version_table)

    def _is_uncommitted(self) -> bool:
        """Tell whether somebody else has a transaction open, whose doing cannot be seen and whose locks block."""
        return bool(
            self._open_eyes()
            .exec_driver_sql(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                " AND backend_type = 'client backend' AND state LIKE 'idle in transaction%%'"
            )
            .scalar()
        )

    def _open_eyes(self) -> sqlalchemy.Connection:
        """Return a connection that looks: one for many looks, and in no transaction, so that it holds no lock."""
        if self.eyes is None:
            self.eyes = self.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        return self.eyes

    def _fill(self, new_since: Catalog | None = None) -> dict[str, str]:
        """Put rows into each table that is empty or changed since it was filled, or only into those not in `new_since`.

        Returns the tables that could not be filled and were not named before, each with the reason.
        """
        known = _tables(new_since) if new_since is not None else {}
        stale = [
            table
            for table, shape in _tables(self.catalog).items()
            if table in self.rows
            and table not in known
            and (self.filled_as.get(table) != shape or self._is_empty(table))
        ]
        if not stale:
            return {}
        with self.engine.begin() as connection:
            filling = fill(connection, stale, version_table=self.version_table)
        shapes = _tables(self.catalog)
        self.filled_as.update({table: shapes[table] for table in stale})
        self.filled.update(filling.filled)
        self.rows = self._read()
        news = {table: why for table, why in filling.unfilled.items() if table not in self.reported}
        self.reported.update(news)
        return news

    def _is_empty(self, table: str) -> bool:
        """Tell whether a table that can be filled holds no rows, as after it was dropped and made again."""
        return table not in self.reported and table in self.rows and not self.rows[table].rows


def _tables(catalog: Catalog) -> dict[str, object]:
    """Return each table of a picture, as `fill` names it, with its shape: whatever decides which rows it can hold."""
    shapes: dict[str, dict[Object, object]] = {shortened(thing.name): {} for thing in catalog if thing.kind == "table"}
    for thing, properties in catalog.items():
        table = shortened(thing.table or "")
        if table in shapes and thing.kind in ("column", "constraint", "index"):
            shapes[table][thing] = properties
    return dict(shapes)
