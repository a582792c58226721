"""Which values the server accepts for the types that only it can judge: domains and unknown types."""

from collections.abc import Mapping

import sqlalchemy
from sqlalchemy.exc import DBAPIError

from .hints import hints
from .literals import literal
from .schema import Schema, Type, run
from .values import UnknownTypeError, values

_CANDIDATES = (
    "1", "a", "", "0", "1.5", "a.b", "(1,2)", "[1,2,3]", "{1,2}", "1,2", "1..2", "a=>1", "{}", "()",
    "2024-01-01", "POINT(1 2)", "POLYGON((0 0,1 0,1 1,0 0))", "LINESTRING(0 0,1 1)", "978-0-393-04002-9",
    "0/1", "simple",
)  # fmt: skip
_PLAIN_VALUES = 100  # values of a domain's base type that are tried: a unique column needs many
_STRINGS = 100  # strings for each pattern in its conditions, for the same reason


def probe(connection: sqlalchemy.Connection, schema: Schema) -> dict[int, tuple[str, ...]]:
    """Find accepted values by type, parts before wholes; a type without any is left out."""
    probed: dict[int, tuple[str, ...]] = {}
    for oid, kind in sorted(schema.types.items(), key=lambda item: (_depth(schema.types, item[1]), item[0])):
        if kind.kind == "d" and _known(schema, probed, kind.base):
            offered = _offered(schema, probed, kind)
        elif _known(schema, probed, oid):
            continue
        else:
            offered = list(_CANDIDATES)
        accepted = _by_condition(connection, schema, kind, offered) or _one_by_one(connection, kind, offered)
        if accepted:
            probed[oid] = accepted
    return probed


def _depth(types: Mapping[int, Type], kind: Type, limit: int = 9) -> int:
    parts = [kind.element, kind.base, kind.subtype, *(oid for oid, _ in kind.fields)]
    inner = [types[oid] for oid in parts if oid in types]
    return 1 + max((_depth(types, part, limit - 1) for part in inner), default=0) if limit else 0


def _known(schema: Schema, probed: Mapping[int, tuple[str, ...]], oid: int) -> bool:
    try:
        values(schema.types, probed, oid, -1, "value", 0)
    except UnknownTypeError:
        return False
    return True


def _offered(schema: Schema, probed: Mapping[int, tuple[str, ...]], kind: Type) -> list[str]:
    word = "".join(letter for letter in kind.name if letter.isalnum()) or "value"
    made = values(schema.types, probed, kind.base, kind.modifier, word, 0)
    hinted = hints(schema.types[kind.base], kind.modifier, kind.checks, 0, _STRINGS)
    plain = [made.plain(number) for number in range(_PLAIN_VALUES)]
    return list(dict.fromkeys([plain[0], *made.edges, *hinted, *plain]))


def _by_condition(connection: sqlalchemy.Connection, schema: Schema, kind: Type, offered: list[str]) -> tuple[str, ...]:
    """Ask the server once for all values: a domain's conditions read like ones on a column named value."""
    if kind.kind != "d":
        return ()
    base = schema.types[kind.base].type_name
    lines = ", ".join(f"({number}, {literal(text, base)})" for number, text in enumerate(offered))
    conditions = " AND ".join(f"({check}) IS NOT FALSE" for check in kind.checks) or "true"
    try:
        with connection.begin_nested():
            found = run(
                connection,
                f"SELECT number FROM (VALUES {lines}) AS v(number, value) WHERE {conditions} ORDER BY 1",
            )
            return tuple(offered[row[0]] for row in found)
    except DBAPIError:
        return ()


def _one_by_one(connection: sqlalchemy.Connection, kind: Type, offered: list[str]) -> tuple[str, ...]:
    accepted = []
    for text in offered:
        try:
            with connection.begin_nested():
                run(connection, f"SELECT {literal(text, kind.type_name)}")
        except DBAPIError:
            continue
        accepted.append(text)
    return tuple(accepted)
