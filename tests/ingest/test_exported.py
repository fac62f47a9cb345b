"""When an export was made, as its name says it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from ingest.errors import RefusedError
from ingest.mapping import SourceRule

RECORDS = {"customers": {"customer_id": "No", "name": "Name"}}


def source(time_zone: str = "Europe/Berlin", **exported: object) -> SourceRule:
    return SourceRule.model_validate(
        {"files": "*", "time_zone": time_zone, "exported": exported, "records": RECORDS}
    )


@pytest.mark.parametrize(
    ("exported", "name", "utc"),
    [
        ({"pattern": r"_(?<date>\d{4}-\d{2}-\d{2})"}, "T_2026-06-30.csv", (6, 30, 21, 59, 59)),
        (
            {"pattern": r"_(?<date>\d{4}-\d{2})", "format": "%Y-%m"},
            "T_2026-06.csv",
            (6, 30, 21, 59, 59),
        ),
        (
            {"pattern": r"_(?<date>\d{8}_\d{4})", "format": "%Y%m%d_%H%M"},
            "T_20260630_0715.csv",
            (6, 30, 5, 15, 0),
        ),
        (
            {"pattern": r"_(?<date>\w+ \d{2})\.", "format": "%b %y"},
            "T_Dez 26.csv",
            (12, 31, 22, 59, 59),
        ),
        ({"pattern": r"_(?<month>\w+)\.", "year": "2026"}, "T_Mai.csv", (5, 31, 21, 59, 59)),
        ({"pattern": r"_(?<month>\w+)\.", "year": "2026"}, "T_Juni.csv", (6, 30, 21, 59, 59)),
        ({"pattern": r"_(?<month>\w+)\.", "year": "2026"}, "T_juin.csv", (6, 30, 21, 59, 59)),
        ({"pattern": r"_(?<month>\w+)\.", "year": "2026"}, "T_JUNIO.csv", (6, 30, 21, 59, 59)),
        ({"pattern": r"_(?<month>\w+)\.", "year": "2026"}, "T_June.csv", (6, 30, 21, 59, 59)),
        (
            {"pattern": r"(?<day>\d+)\.(?<month>\d+)\.(?<year>\d+)"},
            "T 5.6.26.csv",
            (6, 5, 21, 59, 59),
        ),
        (
            {"pattern": r"(?<year>\d{4})(?<month>\d\d)(?<day>\d\d)T(?<hour>\d\d)(?<minute>\d\d)"},
            "T_20260605T2359Z.csv",
            (6, 5, 21, 59, 0),
        ),
        ({"pattern": r"_(?P<month>\d+)", "year": "2026"}, "T_2.csv", (2, 28, 22, 59, 59)),
    ],
)
def test_a_name_says_when_the_export_was_made(
    exported: dict[str, object], name: str, utc: tuple[int, int, int, int, int]
) -> None:
    assert source(**exported).exported_at(Path("inbox") / name) == datetime(2026, *utc)


def test_a_name_that_the_pattern_does_not_fit_says_nothing() -> None:
    assert source(pattern=r"_(?<month>\w+)\.", year="2026").exported_at(Path("T.csv")) is None
    assert source(column="Exported").exported_at(Path("T_Mai.csv")) is None


@pytest.mark.parametrize(
    ("exported", "name"),
    [
        ({"pattern": r"_(?<month>\w+)\.", "year": "2026"}, "T_Mei.csv"),
        ({"pattern": r"_(?<date>[\d-]+)"}, "T_2026-02-30.csv"),
        ({"pattern": r"_(?<date>[\d-]+)"}, "T_30-02-2026.csv"),
        ({"pattern": r"_(?<month>\d+)", "year": "2026"}, "T_13.csv"),
    ],
)
def test_a_name_that_says_what_is_no_date_is_refused(
    exported: dict[str, object], name: str
) -> None:
    with pytest.raises(RefusedError, match=rf"{name}: exported: .* in its name is"):
        source(**exported).exported_at(Path(name))


def test_the_latest_cell_of_a_column_says_when_the_export_was_made() -> None:
    by_column = source(column="At", time_formats="%d.%m.%Y %H:%M")
    cells = pl.Series(["29.06.2026 10:00", None, "2026-06-30"])

    assert by_column.exported_among(cells, file_name="T.csv") == datetime(2026, 6, 30, 21, 59, 59)
    assert by_column.exported_among(cells.clear(), file_name="T.csv") is None
    with pytest.raises(RefusedError, match="exported: 'soon' in its column At is not a time"):
        by_column.exported_among(pl.Series(["soon"]), file_name="T.csv")


def test_the_column_that_says_it_is_read_with_the_rows() -> None:
    by_column = source(column="Exported at?")

    assert by_column.exported_column == "Exported at"
    assert by_column.source_columns == ("No", "Name", "Exported at")
    assert by_column.required_columns == ("No", "Name")
    assert source(pattern=r"_(?<month>\w+)", year="2026").exported_column is None
