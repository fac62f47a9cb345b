"""The first sheet of a workbook to be filled: what each sheet is for, and how to fill it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from ingest.contract import Entity
from ingest.examples import MARK

Style = Literal["title", "heading", "text", "table_head", "table"]

STEPS = (
    "Fill the sheets in the order in which they stand: a row may name only what a sheet before it, "
    "or an earlier delivery, brought. A sheet that you do not need stays empty.",
    "Columns whose head is dark are needed in every row. Point at a head to read what it means.",
    f"Row 2 is an example. A row whose first cell begins with {MARK} is left out; delete it, or "
    "write over all of it.",
    "Leave the heads and the names of the sheets as they are. Sheets of other names are passed "
    "over, and that is said where they hold rows.",
    "Take it in: service-review ingest desk.xlsx. With --dry-run it shows what would come in, and "
    "writes nothing.",
)
WRITING = (
    "Dates: year, month, day, as 2026-06-16.",
    "Instants: day, time and distance from UTC, as 2026-06-16T14:59:00+02:00. Without a distance "
    "they are UTC, so write it.",
    "Times of day: 08:00, in the agreement's own time zone.",
    "Durations: in the unit that the column's name ends in. Four hours are 14400 in "
    "target_seconds and 4 in rto_hours.",
    "Numbers: digits; decimals as your spreadsheet writes them. No unit and no currency beside.",
    "Identifiers (customer_id, item, ...): exactly as your tickets name them, leading zeros too.",
    "Yes and no: true, false.",
    "An empty cell is no value; where a column has a default, it means the default. A column "
    "without any value counts as not delivered: no rule is judged by it.",
)
CORRECTING = (
    "Correct the cell and take the workbook in again. A row of the same key replaces the one "
    "before; rows that say the same are known, and stay as they are.",
    "To delete a row here takes nothing back. Keep it, and write true under withdrawn.",
    "A row that cannot be used goes into quarantine. ingest names its sheet, row, column and "
    "value, and what is expected. The other rows come in.",
    "service-review withdraw NUMBER takes a whole delivery back; each sheet is one of its own.",
)


@dataclass(frozen=True)
class Line:
    """A row of the sheet: its cells, and how they look."""

    cells: tuple[str, ...]
    style: Style


def guide(entities: Sequence[Entity]) -> tuple[Line, ...]:
    """Write the sheet for these entities, from top to bottom."""
    return (
        Line(("What a service review needs to know beside the tickets",), "title"),
        *_section("How to fill it", STEPS, numbered=True),
        Line((), "text"),
        Line(("Sheet", "What it is for", "Key", "Needed", "Names rows of"), "table_head"),
        *map(_sheet, entities),
        *_section("How values are written", WRITING),
        *_section("How to correct", CORRECTING),
    )


def _section(heading: str, sentences: Sequence[str], *, numbered: bool = False) -> Iterator[Line]:
    yield Line((), "text")
    yield Line((heading,), "heading")
    for number, sentence in enumerate(sentences, start=1):
        yield Line((f"{number}. {sentence}" if numbered else sentence,), "text")


def _sheet(entity: Entity) -> Line:
    return Line(
        (
            entity.name,
            entity.description,
            ", ".join(entity.key),
            ", ".join(entity.required),
            ", ".join(sorted(set(entity.parents.values()))),
        ),
        "table",
    )
