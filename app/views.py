"""The pages, and the two questions that whoever runs the application asks it."""

from dataclasses import asdict

from flask import Blueprint, abort, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app.extensions import db
from app.models import Post
from app.readiness import revisions

# PostgreSQL and SQLite count rows to skip in 64 bits and fail on more.
LAST_PAGE = 1_000_000_000

views = Blueprint("views", __name__)


@views.get("/")
def index() -> ResponseReturnValue:
    """List the posts, newest first, a page at a time."""
    page = request.args.get("page", 1, type=int)
    if page > LAST_PAGE:
        abort(404)
    newest_first = select(Post).order_by(Post.id.desc())
    posts = db.paginate(newest_first, page=page, per_page=current_app.config["POSTS_PER_PAGE"])
    return render_template("index.html", posts=posts)


@views.get("/healthz")
def healthz() -> ResponseReturnValue:
    """Answer while the process lives; the database is not asked."""
    return jsonify(status="ok")


@views.get("/readyz")
def readyz() -> ResponseReturnValue:
    """Answer 200 once the database stands at the chain's head, and 503 with the reason until then."""
    try:
        found = revisions()
    except OperationalError as error:
        current_app.logger.warning("Not ready: %s", error.orig)
        return jsonify(error="The database does not answer."), 503
    return jsonify(asdict(found)), 200 if found.database == found.head else 503
