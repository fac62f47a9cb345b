"""Where a row stands is said by the row and the sheet that its reader sees."""

from __future__ import annotations

import duckdb
import pytest

from ingest.row_places import ROWS_A_SHEET, row_place, row_place_sql
from reports import wording


@pytest.mark.parametrize(
    ("number", "place"),
    [
        (5, "5"),
        (12_345, "12,345"),
        (10_000_005, "5 on sheet 2"),
        (20_001_002, "1,002 on sheet 3"),
    ],
)
def test_a_row_of_a_later_sheet_is_named_with_its_sheet(number: int, place: str) -> None:
    assert row_place(number) == place
    assert wording.row_place(number) == place
    assert wording.ROWS_A_SHEET == ROWS_A_SHEET
    with duckdb.connect() as connection:
        ((written,),) = connection.execute(
            f"select {row_place_sql('number')} from (select cast({number} as bigint) as number)"
        ).fetchall()
    assert written == place
