"""The page that lists the posts, and the answer that the process lives."""

import re

import pytest
from app_helpers import application, posts_application
from sqlalchemy import Engine, text

from app.extensions import db
from app.models import Post

NO_SERVER = "postgresql://nobody@127.0.0.1:1/none"


def add_posts(*titles: str | None) -> None:
    """Store posts, the oldest first."""
    for title in titles:
        db.session.add(Post(title=title, content=f"Words of {title}"))
        db.session.commit()


def titles(page: str) -> list[str]:
    """The titles on a page, from top to bottom."""
    return re.findall("<h2>(.*?)</h2>", page)


def test_newest_first(engine: Engine) -> None:
    """The page shows each post's title and content, the newest on top."""
    with posts_application(engine) as app:
        add_posts("first", "second", "third")
        page = app.test_client().get("/").text
    assert titles(page) == ["third", "second", "first"]
    assert "Words of second" in page


def test_escapes(engine: Engine) -> None:
    """Markup in a title or a content is shown as text."""
    with posts_application(engine) as app:
        add_posts("<script>alert(1)</script>")
        page = app.test_client().get("/").text
    assert "<script>" not in page
    assert titles(page) == ["&lt;script&gt;alert(1)&lt;/script&gt;"]
    assert "Words of &lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_empty_page(engine: Engine) -> None:
    """Without a post the page says so, and offers no other page."""
    with posts_application(engine) as app:
        response = app.test_client().get("/")
    assert response.status_code == 200
    assert "No posts yet." in response.text
    assert "<a " not in response.text


def test_post_without_words(engine: Engine) -> None:
    """A post whose columns are all NULL has a place on the page, and no "None"."""
    with posts_application(engine) as app:
        db.session.add(Post())
        db.session.commit()
        page = app.test_client().get("/").text
    assert titles(page) == ["Untitled"]
    assert "None" not in page


@pytest.mark.parametrize(
    ("query", "shown", "links"),
    [
        pytest.param("", ["5", "4"], {"next": "/?page=2"}, id="the first page without a number"),
        pytest.param("?page=1", ["5", "4"], {"next": "/?page=2"}, id="the first page"),
        pytest.param("?page=2", ["3", "2"], {"prev": "/?page=1", "next": "/?page=3"}, id="a page between"),
        pytest.param("?page=3", ["1"], {"prev": "/?page=2"}, id="the last page"),
        pytest.param("?page=two", ["5", "4"], {"next": "/?page=2"}, id="no number"),
    ],
)
def test_pages(engine: Engine, query: str, shown: list[str], links: dict[str, str]) -> None:
    """Five posts, two a page, make three pages that lead to each other."""
    with posts_application(engine, POSTS_PER_PAGE=2) as app:
        add_posts("1", "2", "3", "4", "5")
        page = app.test_client().get(f"/{query}").text
    assert titles(page) == shown
    assert dict(re.findall('<a rel="(.*?)" href="(.*?)"', page)) == links


@pytest.mark.parametrize("number", ["0", "-1", "2", "9" * 30])
def test_page_that_is_not(engine: Engine, number: str) -> None:
    """A page before the first or behind the last is not found, however large its number."""
    with posts_application(engine) as app:
        add_posts("only")
        assert app.test_client().get(f"/?page={number}").status_code == 404


def test_page_after_restart(engine: Engine) -> None:
    """A server that went away and came back costs no request: dead connections are not used."""
    with posts_application(engine) as app:
        add_posts("kept")
        client = app.test_client()
        assert client.get("/").status_code == 200
        # The request ran in this test's own context, whose end would have given the connection back.
        db.session.remove()
        with engine.connect() as connection:
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
        assert titles(client.get("/").text) == ["kept"]


def test_healthz() -> None:
    """The process lives, and says so, when there is no database at all."""
    with application(NO_SERVER) as app:
        assert app.test_client().get("/healthz").status_code == 200
