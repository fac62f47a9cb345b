"""When an export was made, as its name says it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from ingest.errors import RefusedError
from ingest.mapping import SourceRule
from tests.ingest.conftest import Deliver

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


def test_what_is_no_date_is_shown_as_the_name_has_it() -> None:
    by_groups = source(pattern=r"(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)")

    with pytest.raises(RefusedError) as refused:
        by_groups.exported_at(Path("T_2026-02-31.csv"))
    assert str(refused.value) == (
        "T_2026-02-31.csv: exported: '2026-02-31' in its name is no day, or no time of a day, that "
        "exists. Rename the file, or change exported in the mapping."
    )


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


UNDATED = r"""
name: desk
sources:
  - files: "{files}"
    exported: {{pattern: '{pattern}'}}
    records:
      customers: {{customer_id: No, name: Name}}
      {more}
"""


@pytest.mark.parametrize(
    ("pattern", "files", "name", "example"),
    [
        (r"desk_(?<date>\d{4}-\d{2}-\d{2})", "desk*", "desk.csv", "desk_2026-06-30.csv"),
        (r"(?<date>\d{4}-\d{2}-\d{2})", "desk*", "desk.csv", "desk_2026-06-30.csv"),
        (r"_(?<month>\w+)\.csv$', year: '2026", "*", "june.CSV", "june_06.csv"),
        (r"^T-(?<year>\d{4})(?<month>\d\d)\.", "*", "june.csv", "T-202606.csv"),
        (r"_(?<date>(19|20)\d\d-\d\d-\d\d)", "*", "june.csv", ""),
    ],
)
def test_a_name_that_tells_no_age_is_said_with_one_that_would(
    deliver: Deliver, pattern: str, files: str, name: str, example: str
) -> None:
    mapping = UNDATED.format(files=files, pattern=pattern, more="")

    (said,) = deliver(name, "No,Name\n1,Ada\n", mapping=mapping).remarks
    assert said == (
        "its name does not fit the pattern of `exported` "
        f"('{pattern.partition(chr(39))[0]}'), so when it was exported is not known: it counts as "
        "newest because it came last. If others are newer, withdraw this delivery, give the file "
        f"a name that fits{f', such as {example}' * bool(example)}, and take it in again."
    )


def test_where_rows_say_when_they_changed_the_name_need_not_say_it(deliver: Deliver) -> None:
    tickets = (
        "tickets: {ticket_id: No, customer_id: No, kind: {constant: incident}, "
        "environment: {constant: production}, priority: {constant: P1}, opened_at: At, "
        "updated_at: At}"
    )
    mapping = UNDATED.format(files="*", pattern=r"_(?<date>\d+-\d+-\d+)", more=tickets)

    came = deliver("list.csv", "No,Name,At\n1,Ada,2026-06-30T09:00:00Z\n", mapping=mapping)
    assert came.remarks == ()
