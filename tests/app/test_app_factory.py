"""Importing the application, and making one, opens nothing."""

import json
import subprocess
import sys

import pytest
from app_helpers import ROOT, environment

# In a fresh interpreter, since here everything is imported already. psycopg2 connects out of Python's
# sight, so the second address is one where every attempt to connect fails.
WATCHED_IMPORTS = """
import json, pkgutil, sys
opened = []
def watch(event, arguments):
    if event in ("sqlite3.connect", "socket.connect"):
        opened.append([event, repr(arguments)])
    elif event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        opened.append([event, str(arguments[0])])
sys.addaudithook(watch)
import app
names = [module.name for module in pkgutil.walk_packages(app.__path__, "app.")]
for name in names:
    __import__(name)
app.create_app()
foreign = [name for name in sys.modules if name.startswith("pytest")]
print(json.dumps({"names": names, "opened": opened, "foreign": foreign}))
"""


@pytest.mark.parametrize(
    "url",
    [pytest.param(None, id="SQLite"), pytest.param("postgresql://nobody@127.0.0.1:1/none", id="no server")],
)
def test_import_opens_nothing(url: str | None) -> None:
    """No module of the application connects or writes when imported, nor does the factory."""
    database = ROOT / "instance" / "post.db"
    existed = database.exists()
    result = subprocess.run(
        [sys.executable, "-B", "-c", WATCHED_IMPORTS],
        cwd=ROOT,
        env=environment(url),
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    seen = json.loads(result.stdout)
    assert set(seen["names"]) == {f"app.{file.stem}" for file in (ROOT / "app").glob("[!_]*.py")}
    assert seen["opened"] == []
    assert seen["foreign"] == []
    assert database.exists() == existed
