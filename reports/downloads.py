"""Files to take away, safe to open in a spreadsheet."""

from __future__ import annotations

import io

import polars as pl
import xlsxwriter

# A cell that begins so is read as a formula; the last four are the wide forms, which some
# spreadsheets fold to the narrow ones. A program that splits at another separator than the comma
# starts a cell in the midst of a text, so what follows a separator counts as a beginning too. What
# nobody sees may stand before it: blanks, quotes, and marks without a width.
_UNSEEN = r"\s\p{Cc}\p{Cf}\x{034F}\x{115F}\x{1160}\x{3164}\x{FE00}-\x{FE0F}\x{FFA0}\"'"
_FORMULA_START = rf"(^|[,;|\t\r\n])([{_UNSEEN}]*)([=+\-@\x{{FF1D}}\x{{FF0B}}\x{{FF0D}}\x{{FF20}}])"
_CONTROL_START = r"^([\t\r\n])"


def spreadsheet_csv(rows: pl.DataFrame) -> bytes:
    """The frame as CSV in UTF-8 with its mark; text that would be a formula gets an apostrophe."""
    stream = io.BytesIO()
    rows.with_columns(
        pl.col(pl.String)
        .str.replace_all(_FORMULA_START, "${1}${2}'${3}")
        .str.replace(_CONTROL_START, "'${1}")
    ).write_csv(stream, include_bom=True)
    return stream.getvalue()


def excel_book(rows: pl.DataFrame) -> bytes:
    """The frame as an Excel workbook of one sheet; no text becomes a formula or a link."""
    stream = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(stream, options) as book:
        rows.write_excel(book, worksheet="Rows", autofit=True, freeze_panes=(1, 0))
    return stream.getvalue()
