"""Rows: fills every table of the schema as it stands at a revision; reads the rows, so that a loss can be named."""

from .content import Content, Rows, content
from .fill import Filling, fill, tables
from .losses import Loss, losses

__all__ = ["Content", "Filling", "Loss", "Rows", "content", "fill", "losses", "tables"]
