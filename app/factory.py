"""Putting the application together."""

from collections.abc import Mapping

from flask import Flask

from app.commands import seed
from app.configuration import settings
from app.extensions import MIGRATIONS, db, migrate
from app.views import views


def create_app(config: Mapping[str, object] | None = None) -> Flask:
    """Make an application that has opened nothing yet; ``config`` wins over the environment."""
    app = Flask("app")
    app.config.from_mapping(settings(config or {}))
    db.init_app(app)
    migrate.init_app(app, db, directory=MIGRATIONS)
    app.register_blueprint(views)
    app.cli.add_command(seed)
    return app
