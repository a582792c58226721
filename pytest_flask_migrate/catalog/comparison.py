"""What became of one picture of the catalog in another."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pytest_flask_migrate.catalog.objects import Catalog, Object, Properties, Value, shortened

# What a reader looks for first: what stands alone, in this order, then each table with its parts.
RELATIONS = ("table", "foreign table", "view", "materialized view")
ORDER = ("schema", "extension", *RELATIONS, "column", "sequence", "constraint", "index")

# A downgrade that drops a column and an upgrade that adds it again put it last: no difference to fail for.
IGNORED = {"position"}


@dataclass(frozen=True)
class Difference:
    """One thing that two pictures disagree about.

    `property` is None where the whole object was added or removed: `before` or `after` then holds all its
    properties, and the other is None.
    """

    object: Object
    property: str | None
    before: Value | Properties
    after: Value | Properties

    def __str__(self) -> str:
        """Say it in words: `column post.title: type text became integer`."""
        if isinstance(self.after, Mapping):
            return f"{self.object} added{_essence(self.after)}"
        if isinstance(self.before, Mapping):
            return f"{self.object} removed{_essence(self.before)}"
        before, after = _words(self.before), _words(self.after)
        if shortened(before) != shortened(after):
            before, after = shortened(before), shortened(after)
        return f"{self.object}: {self.property} {before} became {after}"


def difference(before: Catalog, after: Catalog) -> list[Difference]:
    """Name each thing that is not the same in both, in an order to read.

    What comes and goes with its table or its schema is not named beside it, nor is the order of columns.
    """
    whole = [Difference(object, None, before.get(object), after.get(object)) for object in before.keys() ^ after.keys()]
    replaced = {found.object for found in whole}
    found = [each for each in whole if not _places(each.object) & replaced]
    for object in before.keys() & after.keys():
        was, now = before[object], after[object]
        if was != now and not _places(object) & replaced:
            found += [
                Difference(object, name, was.get(name), now.get(name))
                for name in was.keys() | now.keys()
                if was.get(name) != now.get(name) and name not in IGNORED
            ]
    return sorted(found, key=_reading_order)


def _places(object: Object) -> set[Object]:
    """Whatever the object cannot be without."""
    places = set()
    if object.table is not None and object.kind not in RELATIONS:
        places = {Object(kind, object.table) for kind in RELATIONS}
    schema = re.match(r'([^"(. ]+|"(?:[^"]|"")*")\.', object.table or object.name)
    if schema:
        places.add(Object("schema", schema[1]))
    return places


def _reading_order(difference: Difference) -> tuple[str, int, str, str, str]:
    """Put what stands alone before the tables, and each table before its parts."""
    object = difference.object
    rank = ORDER.index(object.kind) if object.kind in ORDER else len(ORDER)
    return (object.table or "", rank, object.kind, object.name, difference.property or "")


def _essence(properties: Properties) -> str:
    """Say what one line can hold of an object that is there no more, or was not there before."""
    for name in ("definition", "type", "labels", "attributes", "version"):
        words = properties.get(name)
        if isinstance(words, str) and "\n" not in words:
            return f": {shortened(words)}"
    return ""


def _words(value: Value | Properties) -> str:
    """Write a value as a sentence would."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else str(value)
