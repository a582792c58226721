"""The words for what a database holds."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

Value: TypeAlias = str | bool | int | None
Properties: TypeAlias = Mapping[str, Value]


@dataclass(frozen=True)
class Object:
    """One thing in a database, named so that it is the same after it is dropped and created again.

    `name` is the identity that PostgreSQL's `pg_identify_object` gives, in full: `public.post`,
    `public.post.slug` for a column, `ck_post_price on public.post` for a constraint, a trigger, a rule or
    a policy, `public.touch(integer)` for a function. `table` is the qualified name of the table or view
    that the object is, or belongs to; it is no part of the identity, since a sequence may change owners.
    """

    kind: str
    name: str
    table: str | None = field(default=None, compare=False)

    def __str__(self) -> str:
        """Name it as a sentence would: `column post.slug`, `index ix_post_slug on post`."""
        place = f" on {self.table}" if self.kind in ("index", "statistics object") else ""
        return f"{self.kind} {shortened(self.name + place)}"


Catalog: TypeAlias = Mapping[Object, Properties]


def shortened(words: str) -> str:
    """Leave out the schemas that everybody means when they name none."""
    return re.sub(r'(?<![\w."$])(public|pg_catalog)\.', "", words)
