"""Rows: fills every table of a schema as it stands; reads the rows, so that a loss can be named."""

from .content import Content, Rows, content
from .fill import Filling, fill, tables
from .losses import Loss, losses

__all__ = ["Content", "Filling", "Loss", "Rows", "content", "fill", "losses", "tables"]
