"""What a server is, wherever it comes from."""

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy

NEWEST = 18
OLDEST = 14

# The data is thrown away, so nothing of it has to survive a crash (PostgreSQL manual, 14.5 "Non-Durable Settings").
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class ServerError(Exception):
    """No PostgreSQL server could be had; the message says why and what to do."""


@dataclass(frozen=True)
class Server:
    """A running PostgreSQL server, seen by a role that may create databases.

    `url` is where it is administered, `version` its own (like `18.4`), `origin` where it came from and
    `reason` why it was taken. `stop()` ends what we started; a server that was there before is left alone.
    `psql` is how to connect to one of its databases by hand, where `{}` stands for its name; `end` is how to end
    the server by hand when it is kept. Neither holds a password.
    """

    url: sqlalchemy.URL
    version: str
    origin: str
    reason: str
    stop: Callable[[], None]
    psql: str
    end: str = ""

    def __str__(self) -> str:
        return f"PostgreSQL {self.version}, {self.origin} ({self.reason})"


def first_line(error: BaseException) -> str:
    """Return the first line of what a driver or the server said, without SQLAlchemy's wrapping."""
    cause = getattr(error, "orig", None) or error
    lines = str(cause).strip().splitlines()
    return lines[0].strip() if lines else type(cause).__name__


def short(error: BaseException) -> str:
    """Say in a few words what a library or a program said, and the way out where it is known."""
    text = str(getattr(error, "explanation", None) or first_line(error))
    if "ryuk" in text:
        return "testcontainers cannot pull its clean-up image: set TESTCONTAINERS_RYUK_DISABLED=true to do without"
    if "socket path" in text:
        return f"{text}: set TMPDIR to a folder with a shorter path"
    return text if len(text) <= 160 else text[:157] + "…"
