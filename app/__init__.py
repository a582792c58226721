"""The tutorial's Post application: posts in a database, and a page that lists them."""

from app.factory import create_app

__all__ = ["create_app"]
