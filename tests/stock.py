"""A stock project, as `flask db init` leaves it, that inner pytest sessions judge."""

import os
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path

import pytest

APP = """
import os

from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import MetaData

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = os.environ.get("DATABASE_URL", "sqlite:///app.db")
db = SQLAlchemy(app)
migrate = Migrate(app, db)
"""

POST = """
class Post(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    title = db.Column(db.String(50))
    content = db.Column(db.Text)
    slug = db.Column(db.String(50))
"""

CREATE_POST = (
    """op.create_table(
        "post",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("title", sa.String(50)),
        sa.Column("content", sa.Text()),
    )""",
    'op.drop_table("post")',
)
ADD_SLUG = ('op.add_column("post", sa.Column("slug", sa.String(50)))', 'op.drop_column("post", "slug")')


@dataclass
class StockProject:
    """A project in pytester's folder; `server` is the URL that its inner sessions are given."""

    pytester: pytest.Pytester
    server: str
    environment: pytest.MonkeyPatch

    @property
    def path(self) -> Path:
        """The project's folder."""
        return self.pytester.path

    @property
    def versions(self) -> Path:
        """The folder of the migration scripts."""
        return self.path / "migrations" / "versions"

    def app(self, models: str = POST, head: str = APP) -> None:
        """Write `app.py`."""
        (self.path / "app.py").write_text(textwrap.dedent(head) + textwrap.dedent(models))

    def revision(self, name: str, follows: str | None, upgrade: str, downgrade: str, message: str = "") -> Path:
        """Write a migration script whose functions hold the given statements."""
        file = self.versions / f"{name}_.py"
        file.write_text(
            f'"""{message or name}"""\n\nimport sqlalchemy as sa\nfrom alembic import op\n\n'
            f"revision = {name!r}\ndown_revision = {follows!r}\n\n\n"
            f"def upgrade():\n{textwrap.indent(textwrap.dedent(upgrade).strip(), '    ')}\n\n\n"
            f"def downgrade():\n{textwrap.indent(textwrap.dedent(downgrade).strip(), '    ')}\n"
        )
        return file

    def post_chain(self) -> None:
        """Write the tutorial's two revisions and the model that agrees with them."""
        self.app()
        self.revision("da0e365b163c", None, *CREATE_POST, message="create post table")
        self.revision("0bad09eca9b4", "da0e365b163c", *ADD_SLUG, message="add slug to post")

    def flask(self, *arguments: str) -> str:
        """Run a real `flask` command in the project and return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "flask", *arguments], cwd=self.path, check=True, capture_output=True, text=True
        )
        return done.stdout + done.stderr

    def gate(self, *arguments: str) -> pytest.RunResult:
        """Run `pytest --migrations` in the project, in a process of its own."""
        return self.pytester.runpytest_subprocess("--migrations", "-p", "no:randomly", *arguments)


def init_stock_project(folder: Path) -> None:
    """Make `app.py` and `migrations/` in an empty folder, by `flask db init`."""
    (folder / "app.py").write_text(APP)
    environment = {name: value for name, value in os.environ.items() if name not in ("FLASK_APP", "DATABASE_URL")}
    subprocess.run(
        [sys.executable, "-m", "flask", "db", "init"], cwd=folder, env=environment, check=True, capture_output=True
    )
