"""Where a row stands: its number, and the sheet where a mapping reads several.

A row of a workbook is numbered as its sheet shows it, plus ROWS_A_SHEET for each sheet read before.
"""

from __future__ import annotations

ROWS_A_SHEET = 10_000_000


def row_place(number: int) -> str:
    """`5`, or `5 of sheet 2 of those read`."""
    sheet, row = divmod(number, ROWS_A_SHEET)
    return f"{row:,} of sheet {sheet + 1:,} of those read" if sheet else f"{row:,}"


def row_place_sql(number: str) -> str:
    """Write the same as SQL, without separators of thousands."""
    sheet = f"{number} // {ROWS_A_SHEET}"
    return (
        f"({number} % {ROWS_A_SHEET}) || case when {number} >= {ROWS_A_SHEET} "
        f"then ' of sheet ' || ({sheet} + 1) || ' of those read' else '' end"
    )
