"""The values of each type: plain ones, one for every number, and the edges of what the type admits."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .literals import array, composite
from .schema import Type

LONG_TEXT = 1000  # characters of the longest value where the type sets no limit
_INTEGERS = {"int2": 2**15, "int4": 2**31, "int8": 2**63}
_TEXTS = {"text", "varchar", "bpchar", "citext", "name", "char"}


@dataclass(frozen=True)
class Values:
    """Text forms of values. Two numbers give two plain values as long as the type has so many."""

    plain: Callable[[int], str]
    edges: tuple[str, ...] = ()

    def at(self, number: int) -> str:
        """Give a value: number 0 is plain, the next ones are the edges, all further ones plain again."""
        return self.edges[number - 1] if 1 <= number <= len(self.edges) else self.plain(number)


class UnknownTypeError(Exception):
    """The type is none whose values are known here."""


def length_limit(name: str, modifier: int) -> int | None:
    """Count the characters that a text type admits; None without a limit."""
    if name == "name":
        return 63
    if name == "char":
        return 1
    return modifier - 4 if name in ("varchar", "bpchar") and modifier >= 4 else None


def is_text(name: str) -> bool:
    """Whether values of the type are written by people."""
    return name in _TEXTS


def bounds(name: str, modifier: int) -> tuple[float, float] | None:
    """Give the smallest and the largest number of an integer type."""
    limit = _INTEGERS.get(name)
    return (-limit, limit - 1) if limit else None


def values(
    types: Mapping[int, Type],
    probed: Mapping[int, tuple[str, ...]],
    oid: int,
    modifier: int,
    word: str,
    position: int,
) -> Values:
    """Make the values of a type.

    `word` makes text recognisable. `position` shifts numbers and times, so that a later column of a row
    holds a later value. `probed` holds what the server accepted for types that only it can judge.
    """

    def part(oid: int, modifier: int = -1) -> Values:
        return values(types, probed, oid, modifier, word, position)

    kind = types[oid]
    if oid in probed:
        accepted = probed[oid]
        return Values(lambda number: accepted[number % len(accepted)])
    if kind.kind == "d":
        return part(kind.base, kind.modifier)
    if kind.kind == "e" and kind.labels:
        return Values(lambda number: kind.labels[number % len(kind.labels)])
    if kind.element and kind.name.startswith("_"):
        return _arrays(part(kind.element, modifier), types[kind.element].delimiter)
    if kind.kind == "c" and kind.fields:
        fields = [part(*field) for field in kind.fields]
        longest = max(len(field.edges) for field in fields)
        return Values(
            lambda number: composite(field.plain(number) for field in fields),
            tuple(composite(field.at(edge + 1) for field in fields) for edge in range(longest)),
        )
    if kind.kind == "r":
        return _ranges(part(kind.subtype))
    if kind.kind == "m":
        span = part(kind.subtype)
        several = "{" + span.plain(0) + "," + span.plain(1) + "}"
        return Values(lambda number: "{" + span.plain(number) + "}", ("{}", several))
    return _scalar(kind.name, modifier, word, position)


def _arrays(element: Values, delimiter: str) -> Values:
    every = [element.plain(0), *element.edges]
    return Values(
        lambda number: array([element.plain(number), element.plain(number + 1)], delimiter),
        (array(every, delimiter), "{}", array([element.plain(0)], delimiter)),
    )


def _ranges(bound: Values) -> Values:
    def plain(number: int) -> str:
        return f'["{bound.plain(number * 10)}","{bound.plain(number * 10 + 5)}")'

    return Values(plain, (f'["{bound.plain(0)}",)', "empty", f'(,"{bound.plain(0)}"]', "(,)"))


def _scalar(name: str, modifier: int, word: str, position: int) -> Values:
    if name in _TEXTS:
        return _text(length_limit(name, modifier), word)
    if name in _INTEGERS:
        limit = _INTEGERS[name]
        return Values(
            lambda number: str((number + position) % (limit - 1) + 1),
            (str(limit - 1), "0", "-7", str(-limit)),
        )
    if name == "numeric":
        return _numeric(modifier, position)
    if name in ("bit", "varbit"):
        return _bits(modifier if modifier > 0 else 1 if name == "bit" else None)
    if name in ("date", "timestamp", "timestamptz"):
        return _moments(name, position)
    if name == "vector":
        return Values(lambda number: str([number + i for i in range(max(modifier, 1))]))
    if name == "time":
        latest = "23:59:59.999999" if modifier < 0 else "23:59:59"
        return Values(lambda number: _clock(number + position), (latest, "00:00:00"))
    if name == "timetz":
        return Values(lambda number: _clock(number + position) + "+00", ("23:59:59+05:30", "00:00:00-08"))
    if name not in _PLAIN:
        raise UnknownTypeError(f"no value of type {name} is known")
    plain, edges = _PLAIN[name]
    return Values(lambda number: plain(number + position), edges)


def _text(limit: int | None, word: str) -> Values:
    longest = LONG_TEXT if limit is None else limit

    def plain(number: int) -> str:
        return _fit(f"{word} ", str(number + 1), limit)

    filler = (f"{word} is as long as it may be. " * (longest // len(word) + 1))[: longest - 1] + "x"
    edges = (
        filler,
        "",
        _fit("'\"\\%_ $1 ", "2", limit),
        _fit("Ångström 🦊 日本 ", "3", limit and min(limit, 40)),
        "  " + _fit("blanks ", "4", limit and max(limit - 4, 1)) + "  ",
    )
    return Values(plain, tuple(edge for edge in edges if limit is None or len(edge) <= limit))


def _fit(text: str, ending: str, limit: int | None) -> str:
    if limit is None or len(text) + len(ending) <= limit:
        return text + ending
    if limit <= len(ending):
        # Letters and digits give more different values than digits alone where there is room for so few.
        number, short = int(ending), ""
        for _ in range(limit):
            number, digit = divmod(number, 36)
            short += "0123456789abcdefghijklmnopqrstuvwxyz"[digit]
        return short
    return text[: limit - len(ending)] + ending


def _numeric(modifier: int, position: int) -> Values:
    if modifier < 4:
        return Values(
            lambda number: f"{number + position + 1}.5",
            ("12345678901234567890.123456789", "0", "-0.001", "-12345678901234567890"),
        )
    precision = (modifier - 4) >> 16 & 0xFFFF
    scale = ((modifier - 4) & 0x7FF ^ 1024) - 1024

    def scaled(units: int) -> str:
        return f"{units}e{-scale}"

    most, one, half = 10**precision - 1, 10 ** max(scale, 0), 10**scale // 2 if scale > 0 else 0
    return Values(
        lambda number: scaled(((number + position + 1) * one + half) % (most + 1)),
        (scaled(most), "0", scaled(-1), scaled(-most)),
    )


def _bits(length: int | None) -> Values:
    if length is None:
        return Values(lambda number: format(number + 1, "b"), ("", "1" * 64, "0"))
    return Values(lambda number: format((number + 1) % 2**length, "b").zfill(length), ("1" * length, "0" * length))


def _moments(name: str, position: int) -> Values:
    # Ends that Python's datetime holds too, in every time zone: a migration may read the rows.
    if name == "date":
        start = date(2024, 1, 1)
        return Values(
            lambda number: str(start + timedelta(days=number + position)),
            ("0001-01-02", "9999-12-30", "infinity", "1970-01-01"),
        )
    zone = "+00" if name == "timestamptz" else ""
    noon = datetime(2024, 1, 1, 12, 30, 15, 123456)
    return Values(
        lambda number: str(noon + timedelta(days=number + position)) + zone,
        tuple(
            moment if moment == "infinity" else moment + zone
            for moment in ("0001-01-02 00:00:00", "9999-12-30 12:59:59", "infinity", "1970-01-01 00:00:00")
        ),
    )


def _clock(number: int) -> str:
    return f"{8 + number // 60 % 12:02}:{number % 60:02}:30"


def _uuid(number: int) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, str(number)))


_NESTED = '{"a": {"b": [1, 2.5, null, true, "Ångström \\"quoted\\" \\\\ %"]}, "empty": {}}'

# Plain values by number, and the edges. JSON stays with objects: what holds objects in a real table holds
# no lone scalars, and jsonb_set() in a good migration would fail on them. Floats are finite for that too.
_PLAIN: dict[str, tuple[Callable[[int], str], tuple[str, ...]]] = {
    "bool": (lambda n: ("true", "false")[n % 2], ("false", "true")),
    "float4": (lambda n: f"{n + 1}.5", ("0.1", "0", "-1.25e-10", "3.25e20")),
    "float8": (lambda n: f"{n + 1}.5", ("0.1", "0", "-1.25e-100", "1.7976931348623157e308")),
    "money": (lambda n: str(n + 1), ("0", "-7", "1234567")),
    "uuid": (_uuid, ("00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff")),
    "bytea": (lambda n: "\\x" + format(n + 1, "08x"), ("\\x", "\\x00ff275c25")),
    "json": (lambda n: f'{{"number": {n + 1}, "name": "value {n + 1}"}}', ("{}", _NESTED)),
    "jsonb": (lambda n: f'{{"number": {n + 1}, "name": "value {n + 1}"}}', ("{}", _NESTED)),
    "jsonpath": (lambda n: f"$.a[{n}]", ("$",)),
    "xml": (lambda n: f"<a>{n}</a>", ("<a b='&quot;'>Å</a>",)),
    "inet": (lambda n: f"192.0.{n // 250 % 250}.{n % 250 + 1}", ("2001:db8::1/64", "0.0.0.0/0")),
    "cidr": (lambda n: f"10.{n // 250 % 250}.{n % 250}.0/24", ("2001:db8::/32", "0.0.0.0/0")),
    "macaddr": (lambda n: f"08:00:2b:01:{n // 256 % 256:02x}:{n % 256:02x}", ("ff:ff:ff:ff:ff:ff",)),
    "macaddr8": (lambda n: f"08:00:2b:01:02:03:{n // 256 % 256:02x}:{n % 256:02x}", ()),
    "interval": (
        lambda n: f"{n + 1} days",
        ("0", "-1 year -2 days -03:04:05.6", "1 year 2 mons 3 days 04:05:06"),
    ),
    "tsvector": (lambda n: f"'fox':2 'number{n}':1", ("", "'Ångström':1A")),
    "tsquery": (lambda n: f"'fox' & 'number{n}'", ("",)),
    "hstore": (lambda n: f'"number"=>"{n}"', ("", '"a \\" b"=>"Ångström", "none"=>NULL')),
    "ltree": (lambda n: f"top.number{n}", ("",)),
    "point": (lambda n: f"({n + 1},{n + 2})", ("(0,0)", "(-1.5,2.25)")),
    "line": (lambda n: f"{{1,-1,{n}}}", ()),
    "lseg": (lambda n: f"[(0,0),({n + 1},{n + 2})]", ()),
    "box": (lambda n: f"({n + 1},{n + 2}),(0,0)", ()),
    "path": (lambda n: f"((0,0),({n + 1},1),(2,2))", ("[(0,0),(1,1)]",)),
    "polygon": (lambda n: f"((0,0),({n + 1},1),(2,2))", ()),
    "circle": (lambda n: f"<(0,0),{n + 1}>", ()),
    "oid": (lambda n: str(n + 1), ("4294967295", "0")),
    "pg_lsn": (lambda n: f"0/{n + 1:X}", ()),
    "xid": (lambda n: str(n + 3), ()),
    "xid8": (lambda n: str(n + 3), ()),
    "cid": (lambda n: str(n + 1), ()),
    "tid": (lambda n: f"(0,{n + 1})", ()),
    "regclass": (lambda n: ("pg_class", "pg_type", "pg_attribute")[n % 3], ()),
    "regtype": (lambda n: ("integer", "text", "boolean")[n % 3], ()),
    "int2vector": (lambda n: f"{n + 1} 2", ()),
    "oidvector": (lambda n: f"{n + 1} 2", ()),
    "pg_snapshot": (lambda n: f"{n + 10}:{n + 20}:{n + 10}", ()),
    "txid_snapshot": (lambda n: f"{n + 10}:{n + 20}:{n + 10}", ()),
}
