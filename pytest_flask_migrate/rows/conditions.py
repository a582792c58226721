"""Lets the server choose, from many combinations of values, those that a table's conditions accept."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy
from sqlalchemy.exc import DBAPIError

from .hints import hints
from .literals import DEFAULT, literal
from .row import Row, Slot
from .schema import Check, Schema, Table, quote, run

COMBINATIONS = 2000  # values of the columns of one condition that the server is asked about at once
CHOSEN = 96  # accepted combinations that are kept, the most different ones


def conditioned(
    connection: sqlalchemy.Connection,
    schema: Schema,
    table: Table,
    counts: Mapping[str, int],
    slots: Sequence[Slot],
) -> tuple[Slot, ...]:
    """Replace the slots that a condition speaks of by one whose values satisfy it."""
    judge = _Judge(connection, schema, table, counts)
    given: dict[tuple[str, ...], list[Row]] = {}
    result = list(slots)
    for check in sorted(table.checks, key=lambda check: (len(check.columns), check.name)):
        columns = judge.sources(check)
        involved = [slot for slot in result if set(slot.columns) & columns]
        if not involved or not columns <= {name for slot in involved for name in slot.columns}:
            continue
        share = max(3, int(COMBINATIONS ** (1 / len(involved))))
        # Arithmetic on the largest numbers is an error, not a refusal: then plain values only.
        for edges in (True, False):
            offered = [_diverse(given.get(slot.columns) or judge.candidates(slot, edges), share) for slot in involved]
            accepted = judge.accepted(check, offered)
            if accepted is not None:
                break
        if accepted:
            slot = _chosen(accepted)
            given[slot.columns] = accepted
            result = [*(other for other in result if other not in involved), slot]
    return tuple(result)


@dataclass(frozen=True)
class _Judge:
    connection: sqlalchemy.Connection
    schema: Schema
    table: Table
    counts: Mapping[str, int]

    def generated(self, check: Check) -> dict[str, str]:
        """Give the expressions of the generated columns that a condition speaks of."""
        columns = (self.table.columns[name] for name in check.columns)
        return {column.name: column.default or "NULL" for column in columns if column.generated}

    def sources(self, check: Check) -> set[str]:
        """Name the columns that decide on a condition: for a generated one, those it is made of."""
        generated = self.generated(check)
        made_of = {
            column.name
            for column in self.table.columns.values()
            if not column.generated and any(column.quoted in expression for expression in generated.values())
        }
        return (set(check.columns) - generated.keys()) | made_of

    def texts(self, slot: Slot) -> Iterator[str]:
        for check in self.table.checks:
            if self.sources(check) & set(slot.columns):
                yield " ".join((check.expression, *self.generated(check).values()))

    def candidates(self, slot: Slot, edges: bool) -> list[Row]:
        options = [slot.at(0), slot.at(12)]
        if slot.null is not None and DEFAULT not in slot.null.values():
            options.append(slot.null)
        if len(slot.columns) == 1:
            column = self.table.columns[slot.columns[0]]
            kind = self.schema.types[column.type]
            hinted = hints(kind, column.modifier, self.texts(slot), self.counts[column.name])
            options += [{column.name: literal(text, column.type_name)} for text in hinted]
        options += [slot.at(number) for number in range(1 if edges else 12, 36)]
        return list({tuple(option.items()): option for option in options}.values())

    def accepted(self, check: Check, offered: list[list[Row]]) -> list[Row] | None:
        """Ask for the combinations that satisfy a condition; None where judging one is an error."""
        sources = []
        for place, options in enumerate(offered):
            names = list(options[0])
            lines = ", ".join(
                f"({number}, {', '.join(option[name] for name in names)})" for number, option in enumerate(options)
            )
            columns = ", ".join(quote(name) for name in (f" {place}", *names))
            sources.append(f"(VALUES {lines}) AS s{place} ({columns})")
        generated = "".join(f", ({expression}) AS {quote(name)}" for name, expression in self.generated(check).items())
        numbers = ", ".join(quote(f" {place}") for place in range(len(offered)))
        statement = (
            f"SELECT {numbers} FROM (SELECT *{generated} FROM {', '.join(sources)}) AS candidates"
            f" WHERE ({check.expression}) IS NOT FALSE ORDER BY {numbers}"
        )
        try:
            with self.connection.begin_nested():
                found = run(self.connection, statement)
        except DBAPIError:
            return None
        return [
            dict(itertools.chain.from_iterable(offered[place][number].items() for place, number in enumerate(row)))
            for row in found
        ]


def _chosen(accepted: list[Row]) -> Slot:
    chosen = _diverse(accepted, CHOSEN)
    if len(chosen[0]) == 1:  # NULL after some values, so that the first row is full
        full = [row for row in chosen if not _missing(row)]
        chosen = [*full[:3], *(row for row in chosen if _missing(row)), *full[3:]]
    return Slot(tuple(chosen[0]), lambda number: chosen[number % len(chosen)])


def _missing(row: Row) -> int:
    return sum(value.startswith("CAST(NULL ") for value in row.values())


def _diverse(options: Sequence[Row], count: int) -> list[Row]:
    """Choose the most different options: the fullest first, then those with most values not seen yet."""
    if len(options[0]) == 1:
        return list(options[:count])
    left, seen, chosen = list(options), set[tuple[str, str]](), list[Row]()
    while left and len(chosen) < count:
        best = max(
            range(len(left)),
            key=lambda n: (0 if chosen else -_missing(left[n]), len(left[n].items() - seen), -n),
        )
        row = left.pop(best)
        seen |= row.items()
        chosen.append(row)
    return chosen
