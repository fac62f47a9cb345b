"""A sheet's texts as its cells show them: a day without a time, a duration, an error."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import polars as pl

from ingest.readers.sheet_cells import Cells, Place
from ingest.readers.sheet_formats import Shown

MIDNIGHT = r"^(\d{4}-\d{2}-\d{2}) 00:00:00$"
INSTANT = r"^\d{4}-\d{2}-\d{2} "


def as_shown(frame: pl.DataFrame, cells: Cells | None) -> pl.DataFrame:
    """Write the days of a sheet (text, from its first row on) without their midnight.

    A midnight that a cell shows is an instant and stays one. Where the cells do not tell, every
    midnight is a day: then a mapping says what it means.
    """
    if cells is None:
        return frame.with_columns(pl.all().str.replace(MIDNIGHT, "$1"))
    for column, rows in _by_column(cells.days, cells):
        texts = frame[:, column]
        days = texts.gather(rows).str.replace(MIDNIGHT, "$1")
        frame = frame.with_columns(texts.scatter(rows, days))
    written = {place: _spelled(*number) for place, number in cells.numbers.items()} | cells.errors
    for column, rows in _by_column(written, cells):
        said = [written[row, column + cells.first_column] for row in rows]
        frame = frame.with_columns(frame[:, column].scatter(rows, said))
    return frame


def doubts_of(
    cells: Cells,
    frame: pl.DataFrame,
    columns: Sequence[str],
    rows: Collection[int],
    *,
    sheet: str,
) -> tuple[str, ...]:
    """Say which cells hold what nobody meant to deliver, of those in rows that are read.

    `frame` holds the texts that are read; `columns` are the sheet's from the first with a value on,
    `rows` their places from 0 on, and `sheet` is how a sentence names the sheet.
    """

    def which(places: Mapping[Place, str]) -> str:
        row, column = min(places)
        place = column - cells.first_column
        first = ":" if len(places) == 1 else "; the first is"
        there, read = places[row, column], frame[row, place]
        as_read = "" if read == there else f", and was read as {read}"
        return f"{first} {there} in row {row + 1:,}, column {columns[place]}{as_read}"

    doubts = []
    if errors := {place: text for place, text in cells.errors.items() if place[0] in rows}:
        them, formulas = ("It is", "formula") if len(errors) == 1 else ("They are", "formulas")
        doubts.append(
            f"{sheet}{_cells(len(errors))} an error of the workbook{which(errors)}. {them} read as "
            f"text: correct the {formulas} and deliver the file again."
        )
    if rounded := {place: text for place, text in cells.rounded.items() if place[0] in rows}:
        doubts.append(
            f"{sheet}{_cells(len(rounded))} a number of more than 15 digits{which(rounded)}. A "
            "workbook keeps only 15, so the last digits may be wrong: export this column as text."
        )
    return tuple(doubts)


def _cells(count: int) -> str:
    return f"{count:,} {'cell contains' if count == 1 else 'cells contain'}"


def is_of(frame: pl.DataFrame, cells: Cells) -> bool:
    """Whether cells are those of a sheet: they lie in it, and one that shows a day is a day's."""
    others = [*cells.numbers, *cells.errors, *cells.rounded]
    return all(
        column in range(frame.width) and max(rows) < len(frame)
        for column, rows in _by_column([*cells.days, *others], cells)
    ) and all(
        frame[:, column].gather(rows).str.contains(INSTANT).fill_null(value=False).all()
        for column, rows in _by_column(cells.days, cells)
    )


def _by_column(places: Iterable[Place], cells: Cells) -> list[tuple[int, list[int]]]:
    """Sort places by their column in the text, which begins with the first that has a value."""
    columns: dict[int, list[int]] = {}
    for row, column in places:
        columns.setdefault(column - cells.first_column, []).append(row)
    return list(columns.items())


def _spelled(shown: Shown, number: str) -> str:
    """Spell a time of day or a duration out, to the second, as HH:MM:SS."""
    try:
        seconds = round(float(number) * 86_400)
    except (OverflowError, ValueError):
        return number
    if shown == "time" and not 0 <= seconds < 86_400:
        return number
    sign, seconds = ("-" if seconds < 0 else ""), abs(seconds)
    return f"{sign}{seconds // 3_600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
