"""Lets Ctrl-C through while the server works on a statement."""

import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy

from pytest_flask_migrate import guard
from pytest_flask_migrate.databases import Run

ENDING = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def heard(run: Run) -> Iterator[None]:
    """End the run's connections on SIGINT or SIGTERM, so that Python comes to handle the signal.

    psycopg2 waits inside libpq, where a Python signal handler is not reached until the statement is over. The file
    descriptor of `signal.set_wakeup_fd` is written to at once, and a thread that reads it needs no interpreter's leave.
    """
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    try:
        before = signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    except ValueError:  # pytest does not run in the main thread, so no signal is handled here at all
        os.close(reader)
        os.close(writer)
        yield
        return
    listener = threading.Thread(target=_listen, args=(reader, run), daemon=True)
    listener.start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(before)
        os.close(writer)
        listener.join()
        os.close(reader)


def _listen(reader: int, run: Run) -> None:
    while received := os.read(reader, 1):
        if received[0] in ENDING:
            with (
                contextlib.suppress(sqlalchemy.exc.SQLAlchemyError),  # a server that is gone needs no telling
                guard.engine(run.server, isolation_level="AUTOCOMMIT").connect() as connection,
            ):
                connection.execute(
                    sqlalchemy.text(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        " WHERE shobj_description(datid, 'pg_database') = :mark"
                    ),
                    {"mark": run.mark},
                )
