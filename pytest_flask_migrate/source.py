"""Where in a migration file something stands."""

import ast
from collections.abc import Iterable
from pathlib import Path


def line_of(path: Path, function: str, words: Iterable[str] = ()) -> int | None:
    """Return the line of `function` in a migration file that first names one of `words`, else where it begins.

    A word that stands earlier in `words` counts for more. `None` where the file has no such function.
    """
    text = path.read_text(encoding="utf-8", errors="replace")
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and node.name == function:
            lines = text.splitlines()[node.lineno : node.end_lineno]
            for word in filter(None, words):
                for number, line in enumerate(lines, node.lineno + 1):
                    if f"'{word}'" in line or f'"{word}"' in line:
                        return number
            return node.lineno
    return None
