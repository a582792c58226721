"""The options: each by flag, by environment variable and by ini, in that order."""

import os
from dataclasses import dataclass

import pytest

from pytest_flask_migrate.servers import DEFAULT_IMAGE


@dataclass(frozen=True)
class Option:
    """One option; `name` is its flag without dashes, and gives its ini and environment names too."""

    name: str
    default: str
    metavar: str | None
    help: str

    @property
    def ini(self) -> str:
        """The name in `pytest.ini` or `pyproject.toml`, like `postgres_image`."""
        return self.name.replace("-", "_")

    @property
    def variable(self) -> str:
        """The environment variable, like `PYTEST_POSTGRES_IMAGE`."""
        return f"PYTEST_{self.ini.upper()}"


MIGRATIONS = Option(
    "migrations",
    "",
    None,
    "judge every migration of the Flask-Migrate project in the current folder; alone, or beside the paths given",
)
POSTGRES = Option(
    "postgres",
    "auto",
    "auto|docker|embedded|URL",
    "where PostgreSQL comes from; auto: what environment or ini say, else Docker, else embedded",
)
IMAGE = Option("postgres-image", DEFAULT_IMAGE, "IMAGE", f"the image that Docker runs (default {DEFAULT_IMAGE})")
KEEP = Option("migrations-keep", "", None, "keep the databases of a failed run, and say how to connect")
ALL = (MIGRATIONS, POSTGRES, IMAGE, KEEP)

_FALSE = ("", "0", "false", "no", "off")


def add(parser: pytest.Parser) -> None:
    """Declare every option to pytest."""
    group = parser.getgroup("migrations", "the migration gate (pytest-flask-migrate)")
    for option in ALL:
        twins = f"{option.help}; ini {option.ini}, environment {option.variable}"
        if option.metavar is None:
            group.addoption(f"--{option.name}", action="store_const", const="true", default=None, help=twins)
        else:
            group.addoption(f"--{option.name}", metavar=option.metavar, default=None, help=twins)
        parser.addini(option.ini, option.help, default="")


def values(config: pytest.Config, option: Option) -> list[str]:
    """Return what was given for an option, the strongest first: flag, environment, ini, default."""
    given = (
        config.getoption(f"--{option.name}"),
        os.environ.get(option.variable),
        config.getini(option.ini),
        option.default,
    )
    return [str(value) for value in given if value not in (None, "")]


def value(config: pytest.Config, option: Option) -> str:
    """Return the strongest value of an option, or nothing."""
    return next(iter(values(config, option)), "")


def is_on(config: pytest.Config, option: Option) -> bool:
    """Tell whether an option without a value is given."""
    return value(config, option).lower() not in _FALSE


def server_choice(config: pytest.Config) -> str:
    """Return where PostgreSQL comes from; `auto` leaves it to whoever says something else."""
    return next((choice for choice in values(config, POSTGRES) if choice != "auto"), "auto")
