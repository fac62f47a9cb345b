"""The values that cells allow, as a sheet's rules name them: written out, or kept in a sheet."""

from __future__ import annotations

from collections.abc import Sequence

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from ingest.contract import Column, Entity
from ingest.examples import WORDS_SHEET
from ingest.template.columns import listed

# Excel takes no longer list into a rule: it refers to cells then.
LONGEST_LIST = 255
Lists = tuple[tuple[str, ...], ...]


def long_lists(entities: Sequence[Entity]) -> Lists:
    """Gather the lists that are too long to be written out, each once."""
    lists = [listed(column) for entity in entities for column in entity.columns]
    return tuple(dict.fromkeys(one for one in lists if len(",".join(one)) > LONGEST_LIST))


def source(column: Column, kept: Lists) -> list[str] | str | None:
    """Give a column's list as xlsxwriter takes it: itself, or where it is kept; None without."""
    values = listed(column)
    if values not in kept:
        return list(values) or None
    letter = xl_col_to_name(kept.index(values))
    return f"='{WORDS_SHEET}'!${letter}$1:${letter}${len(values)}"


def add_lists_sheet(book: xlsxwriter.Workbook, kept: Lists) -> None:
    """Add the hidden sheet that keeps them, a column each; none where there is no such list."""
    if not kept:
        return
    sheet = book.add_worksheet(WORDS_SHEET)
    sheet.hide()
    for place, values in enumerate(kept):
        sheet.write_column(0, place, values)
