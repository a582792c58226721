"""How values are written: as text that the server casts, so that no driver adapts anything."""

from collections.abc import Iterable

DEFAULT = "DEFAULT"


def literal(text: str, type_name: str) -> str:
    """Write a value as SQL; the `E''` form means the same whatever `standard_conforming_strings` says."""
    escaped = text.replace("'", "''")
    if "\\" in escaped:
        escaped = escaped.replace("\\", "\\\\")
        return f"CAST(E'{escaped}' AS {type_name})"
    return f"CAST('{escaped}' AS {type_name})"


def null(type_name: str) -> str:
    """Write NULL of a type, for places where the server could not tell it."""
    return f"CAST(NULL AS {type_name})"


def quoted(text: str) -> str:
    """Quote an element as array, composite and range literals quote it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def array(elements: Iterable[str], delimiter: str = ",") -> str:
    """Write an array's text form."""
    return "{" + delimiter.join(quoted(element) for element in elements) + "}"


def composite(fields: Iterable[str]) -> str:
    """Write a composite value's text form."""
    return "(" + ",".join(quoted(field) for field in fields) + ")"
