"""Finds and loads the Flask app the way `flask` does, and its migrations; points them at a given database."""

import logging
import os
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import alembic.config
import flask.cli
import sqlalchemy
from alembic.script import Script, ScriptDirectory
from alembic.util import CommandError
from flask import Flask
from flask.helpers import get_load_dotenv
from sqlalchemy.pool import NullPool

from pytest_flask_migrate import guard


class ProjectError(Exception):
    """The project cannot be judged as it is; the message names the file, the value and the way out."""


@dataclass(frozen=True)
class Revision:
    """One migration script, and the ids of the revisions that it follows or depends on.

    `file` is its path as someone in the project's folder would write it.
    """

    id: str
    message: str
    path: Path
    file: str
    follows: tuple[str, ...]
    script: Script

    def __str__(self) -> str:
        return f"{self.id} {self.message}".strip()


@dataclass(frozen=True)
class Project:
    """A Flask-Migrate project: its app, its chain from base to heads, and its models' metadata."""

    root: Path
    app: Flask
    folder: Path
    scripts: ScriptDirectory
    chain: tuple[Revision, ...]
    heads: tuple[str, ...]

    @property
    def shown_folder(self) -> str:
        """The migrations folder as someone in the project's folder would write it."""
        return _relative(self.folder, self.root)

    @property
    def metadata(self) -> sqlalchemy.MetaData:
        """The models' metadata of the default bind."""
        db = self.app.extensions["migrate"].db
        metadata: sqlalchemy.MetaData = db.metadatas[None] if hasattr(db, "metadatas") else db.metadata
        return metadata

    def configuration(self) -> alembic.config.Config:
        """Alembic's configuration as Flask-Migrate makes it; needs an application context."""
        config: alembic.config.Config = self.app.extensions["migrate"].migrate.get_config()
        return config


def load(root: Path) -> Project:
    """Load the project in `root`, which must be the current folder, as it is for `flask db`.

    Nothing is connected to: an application that opens a connection while it is made is refused.

    Raises:
        ProjectError: there is no application, or no chain that can be walked.
    """
    app = _application()
    migrate = app.extensions.get("migrate")
    if migrate is None:
        raise ProjectError(
            f"the Flask application {app.name!r} has no Flask-Migrate: call Migrate(app, db) where it is made"
        )
    folder = (root / migrate.directory).resolve()
    if not (folder / "env.py").is_file():
        raise ProjectError(f"no migrations in {folder}: run `flask db init`, or start pytest from the project's folder")
    with app.app_context(), guard.only(), undisturbed():
        scripts = ScriptDirectory.from_config(migrate.migrate.get_config())
        chain = _chain(scripts, root)
    if not chain:
        raise ProjectError(
            f"the chain in {folder / 'versions'} is empty, so there is nothing to judge: run `flask db migrate`"
        )
    return Project(root, app, folder, scripts, chain, tuple(scripts.get_heads()))


def _application() -> Flask:
    if get_load_dotenv():  # FLASK_SKIP_DOTENV
        flask.cli.load_dotenv()
    name = os.environ.get("FLASK_APP")
    try:
        with guard.only(), undisturbed():
            return flask.cli.ScriptInfo(app_import_path=name).load_app()
    except flask.cli.NoAppException as error:
        # An ImportError inside the application comes with its whole traceback: the last line says it.
        lines = error.format_message().strip().splitlines()
        said = lines[0].rstrip(":") + (f" {lines[-1]}" if len(lines) > 1 and "Traceback" in str(error) else "")
        raise ProjectError(f"no Flask application to load: {' '.join(said.split())}") from None
    except guard.RefusedError as error:
        raise ProjectError(f"the application opens a connection while it is made: {error}") from None
    except (Exception, SystemExit) as error:
        raise ProjectError(f"the Flask application cannot be loaded: {_where(error)}{_said(error)}") from None


def _chain(scripts: ScriptDirectory, root: Path) -> tuple[Revision, ...]:
    """Return every revision, each after those that it follows or depends on."""
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("error", r"Revision \S+ (is present more than once|referenced from)", UserWarning)
            found = list(scripts.walk_revisions("base", "heads"))
    except (Exception, SystemExit) as error:
        raise ProjectError(f"the chain cannot be read: {_where(error)}{_said(error)}") from None
    return tuple(
        Revision(
            script.revision,
            (script.doc or "").strip(),
            Path(script.path),
            _relative(Path(script.path), root),
            tuple(before.revision for before in scripts.get_revisions(_names(script)) if before is not None),
            script,
        )
        for script in reversed(found)
    )


def _relative(path: Path, root: Path) -> str:
    return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)


def _names(script: Script) -> tuple[str, ...]:
    """Return what a revision names as coming before it: `down_revision` and `depends_on`."""
    named = (script.down_revision, script.dependencies)
    return tuple(name for names in named for name in ([names] if isinstance(names, str) else names or ()))


def _where(error: BaseException) -> str:
    """Return `file:line: ` of the user's own code that raised `error`, or nothing."""
    here = Path.cwd()
    if isinstance(error, SyntaxError) and error.filename:
        path = Path(error.filename)
        return f"{_relative(path, here)}:{error.lineno}: "
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).is_relative_to(here)]
    own = [frame for frame in frames if "site-packages" not in frame.filename and "<" not in frame.filename]
    own = [frame for frame in own if Path(__file__).parent not in Path(frame.filename).parents]
    return f"{Path(own[-1].filename).relative_to(here)}:{own[-1].lineno}: " if own else ""


def _said(error: BaseException) -> str:
    if isinstance(error, CommandError | UserWarning):
        return str(error)
    if isinstance(error, SyntaxError):
        return f"SyntaxError: {error.msg}"
    return f"{type(error).__name__}: {' '.join(str(error).split())}"


@contextmanager
def pointed_at(project: Project, database: sqlalchemy.URL) -> Iterator[sqlalchemy.Engine]:
    """Make an application context in which the project's `env.py`, unchanged, migrates `database` and no other.

    Flask-SQLAlchemy's `db.engines` is the live mapping that the stock `env.py` reads.
    """
    engine = sqlalchemy.create_engine(database, poolclass=NullPool)
    url = database.render_as_string(hide_password=False)
    with project.app.app_context(), guard.only(database), undisturbed():
        engines: dict[str | None, Any] = project.app.extensions["migrate"].db.engines
        kept, url_kept = dict(engines), project.app.config.get("SQLALCHEMY_DATABASE_URI")
        engines[None] = engine
        project.app.config["SQLALCHEMY_DATABASE_URI"] = url  # where an env.py of its own looks
        try:
            yield engine
        finally:
            engines.clear()
            engines.update(kept)
            project.app.config["SQLALCHEMY_DATABASE_URI"] = url_kept
            engine.dispose()


@contextmanager
def undisturbed() -> Iterator[None]:
    """Run the project's code as `flask` would, and leave pytest's logging as it was.

    The stock `env.py` calls `fileConfig`, which disables every logger there is, and `get_engine()`, which warns:
    where warnings are errors, as in a strict test suite, no migration would run.
    """
    with warnings.catch_warnings(), _logging_kept():
        warnings.simplefilter("ignore")
        yield


@contextmanager
def _logging_kept() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    loggers = {
        name: (logger.disabled, logger.level, list(logger.handlers), logger.propagate)
        for name, logger in logging.root.manager.loggerDict.items()
        if isinstance(logger, logging.Logger)
    }
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        for name, (disabled, level, handlers, propagate) in loggers.items():
            logger = logging.getLogger(name)
            logger.disabled, logger.propagate = disabled, propagate
            logger.setLevel(level)
            logger.handlers[:] = handlers
