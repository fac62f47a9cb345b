"""Where a row stands: its number, and the sheet where a mapping reads several.

A row of a workbook is numbered as its sheet shows it, plus ROWS_A_SHEET for each sheet read before.
"""

from __future__ import annotations

# A sheet has fewer rows; so the number of a row of several sheets says its sheet and its place.
ROWS_A_SHEET = 10_000_000


def row_place(number: int) -> str:
    """`5`, or `5 on sheet 2`, the second of those read."""
    sheet, row = divmod(number, ROWS_A_SHEET)
    return f"{row:,} on sheet {sheet + 1}" if sheet else f"{row:,}"


def row_place_sql(number: str) -> str:
    """Write the same as SQL."""
    sheet = f"{number} // {ROWS_A_SHEET}"
    return (
        f"format('{{:,}}', {number} % {ROWS_A_SHEET}) || case when {number} >= {ROWS_A_SHEET} "
        f"then ' on sheet ' || ({sheet} + 1) else '' end"
    )
