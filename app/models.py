"""The tables."""

from sqlalchemy import MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

# PostgreSQL's own names for unnamed constraints and indexes, so that a migration which names none
# and a model agree; on SQLite, batch mode needs a name to drop a constraint by.
NAMING_CONVENTION = {
    "pk": "%(table_name)s_pkey",
    "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "ix": "%(table_name)s_%(column_0_N_name)s_idx",
}


class Base(DeclarativeBase):
    """What every model derives from; type checkers follow it where they cannot follow ``db.Model``."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)


class Post(Base):
    """A post of the tutorial's blog."""

    __tablename__ = "post"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str | None] = mapped_column(String(50))
    content: Mapped[str | None] = mapped_column(Text)
    slug: Mapped[str | None] = mapped_column(String(50))
