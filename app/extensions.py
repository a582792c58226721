"""The extensions, not yet bound to an application."""

from pathlib import Path

from flask_migrate import Migrate  # type: ignore[import-untyped]  # Flask-Migrate ships no types
from flask_sqlalchemy import SQLAlchemy

from app.models import Base

# Absolute, so that /readyz finds the chain whatever folder the server was started from.
MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"

db = SQLAlchemy(metadata=Base.metadata)

# Flask-Migrate compares types and uses batch mode by itself, but not server defaults.
migrate = Migrate(compare_server_default=True)
