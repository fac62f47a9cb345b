from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import duckdb
import numpy as np
import polars as pl
import pytest

from ingest.business_hours import (
    BUCKET_SECONDS,
    CalendarError,
    DayRange,
    Terms,
    Windows,
    calendar_days,
    calendar_windows,
    open_windows,
    zone_days,
)
from ingest.calendars import (
    LONGEST_HANDBOOK_SECONDS,
    holiday_days,
    holidays_version,
    is_region,
    statutory_holidays,
    write_calendars,
)
from ingest.contract import HOLIDAYS, WORKING_DAYS
from ingest.store import create_raw
from ingest.superseded import note_all_superseded
from ingest.zones import zone_info

EPOCH = date(1970, 1, 1)
WEEK = "Mon Tue Wed Thu Fri"
NONE = np.zeros(0, dtype=np.int64)


def day_number(text: str) -> int:
    return (date.fromisoformat(text) - EPOCH).days


def epoch(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def span(first: str, last: str) -> DayRange:
    return DayRange(first=day_number(first), last=day_number(last))


def terms(
    zone: str, opens_at: str = "08:00", closes_at: str = "17:00", working_days: str = WEEK
) -> Terms:
    return Terms(zone, "DE", opens_at, closes_at, working_days)


def texts(windows: Windows) -> list[tuple[str, str]]:
    return [
        (
            datetime.fromtimestamp(int(opens), UTC).strftime("%m-%d %H:%M"),
            datetime.fromtimestamp(int(closes), UTC).strftime("%m-%d %H:%M"),
        )
        for opens, closes in zip(windows.opens, windows.closes, strict=True)
    ]


def add_agreement(connection: duckdb.DuckDBPyConnection, **given: object) -> None:
    row = {
        "agreement_id": "A",
        "customer_id": "C",
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2026, 12, 31),
        "time_zone": "Europe/Berlin",
        "support_region": "DE-BY",
        "delivery_id": 1,
        "row_number": 1,
        **given,
    }
    marks = ", ".join("?" for _ in row)
    connection.execute(
        f"insert into raw.agreements ({', '.join(row)}) values ({marks})", list(row.values())
    )


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        create_raw(connection)
        yield connection


def test_a_business_day_is_nine_local_hours() -> None:
    found = open_windows(
        terms("Europe/Berlin"), holidays=NONE, span=span("2026-06-12", "2026-06-15")
    )

    assert texts(found) == [("06-12 06:00", "06-12 15:00"), ("06-15 06:00", "06-15 15:00")]


def test_a_holiday_is_not_worked() -> None:
    holidays = np.array([day_number("2026-06-12")])

    found = open_windows(
        terms("Europe/Berlin"), holidays=holidays, span=span("2026-06-12", "2026-06-15")
    )

    assert texts(found) == [("06-15 06:00", "06-15 15:00")]


@pytest.mark.parametrize(
    ("zone", "opens_at", "closes_at", "day", "expected"),
    [
        ("Europe/London", "00:30", "03:00", "2026-03-29", [("03-29 00:30", "03-29 02:00")]),
        ("Europe/London", "00:30", "03:00", "2026-10-25", [("10-24 23:30", "10-25 03:00")]),
        ("Europe/London", "01:30", "03:00", "2026-10-25", [("10-25 00:30", "10-25 03:00")]),
        ("Europe/London", "01:30", "03:00", "2026-03-29", [("03-29 01:30", "03-29 02:00")]),
        ("Europe/London", "01:00", "02:00", "2026-03-29", []),
        ("Australia/Lord_Howe", "01:00", "04:00", "2026-04-05", [("04-04 14:00", "04-04 17:30")]),
        ("Africa/Cairo", "00:00", "08:00", "2026-04-24", [("04-23 22:00", "04-24 05:00")]),
    ],
)
def test_a_clock_change_inside_a_window_counts_what_really_passes(
    zone: str, opens_at: str, closes_at: str, day: str, expected: list[tuple[str, str]]
) -> None:
    worked = WORKING_DAYS[date.fromisoformat(day).weekday()]
    around = DayRange(first=day_number(day) - 1, last=day_number(day) + 1)

    found = open_windows(terms(zone, opens_at, closes_at, worked), holidays=NONE, span=around)

    assert texts(found) == expected


def test_a_window_over_midnight_belongs_to_the_day_it_opens_on() -> None:
    night = terms("Europe/London", "22:00", "06:00", "Fri")

    found = open_windows(night, holidays=NONE, span=span("2026-01-05", "2026-01-12"))

    assert texts(found) == [("01-09 22:00", "01-10 06:00")]


def test_windows_of_a_whole_day_become_one() -> None:
    whole = terms("Europe/London", "09:00", "09:00", "Mon Tue Wed")

    found = open_windows(whole, holidays=NONE, span=span("2026-01-05", "2026-01-12"))

    assert texts(found) == [("01-05 09:00", "01-08 09:00"), ("01-12 09:00", "01-13 00:00")]


def test_a_wall_clock_that_runs_over_its_own_next_window_counts_once() -> None:
    long = terms("Europe/London", "02:00", "01:45", " ".join(WORKING_DAYS))

    found = open_windows(long, holidays=NONE, span=span("2026-03-28", "2026-03-30"))

    assert texts(found) == [
        ("03-28 00:00", "03-28 01:45"),
        ("03-28 02:00", "03-30 00:45"),
        ("03-30 01:00", "03-31 00:00"),
    ]


def test_a_local_date_that_the_zone_leaves_out_is_not_worked() -> None:
    found = open_windows(
        terms("Pacific/Apia"), holidays=NONE, span=span("2011-12-29", "2012-01-02")
    )

    assert texts(found) == [
        ("12-29 00:00", "12-29 03:00"),
        ("12-29 18:00", "12-30 03:00"),
        ("01-01 18:00", "01-02 03:00"),
        ("01-02 18:00", "01-03 00:00"),
    ]


def test_a_local_date_that_the_zone_leaves_out_is_empty() -> None:
    found = zone_days("Pacific/Apia", span=span("2011-12-29", "2011-12-31"))

    assert found.rows() == [
        ("Pacific/Apia", date(2011, 12, 29), epoch("2011-12-29 10:00"), epoch("2011-12-30 10:00")),
        ("Pacific/Apia", date(2011, 12, 30), epoch("2011-12-30 10:00"), epoch("2011-12-30 10:00")),
        ("Pacific/Apia", date(2011, 12, 31), epoch("2011-12-30 10:00"), epoch("2011-12-31 10:00")),
    ]


def test_a_day_holds_the_seconds_before_it_and_its_pieces() -> None:
    days = span("2026-01-04", "2026-01-06")
    sydney = open_windows(terms("Australia/Sydney"), holidays=NONE, span=days)

    found = calendar_days(sydney, zone="Australia/Sydney", span=days)

    sunday, monday, tuesday = (epoch(f"2026-01-0{day} 00:00") for day in (4, 5, 6))
    opening, end = 21 * 3_600, 86_400
    columns = [name for name in found.columns if "month" not in name]
    assert found.select(columns).rows() == [
        (days.first, 0, sunday + opening, monday, monday, monday),
        (days.first + 1, 10_800, monday, monday + 21_600, monday + opening, tuesday),
        (days.first + 2, 43_200, tuesday, tuesday + 21_600, tuesday + opening, tuesday + end),
    ]


def test_a_month_begins_at_local_midnight_inside_the_utc_day() -> None:
    days = span("2026-02-27", "2026-03-01")
    closed = Windows(opens=NONE, closes=NONE)

    found = calendar_days(closed, zone="America/New_York", span=days)

    february, march, april = (date(2026, month, 1) for month in (2, 3, 4))
    assert found.select("month", "next_month_epoch", "next_month").rows() == [
        (february, epoch("2026-02-28 00:00"), march),
        (february, epoch("2026-03-01 00:00"), march),
        (february, epoch("2026-03-01 05:00"), march),
    ]
    assert april not in found["next_month"].to_list()


def test_three_windows_in_a_utc_day_are_refused_by_name() -> None:
    hours = np.array([1, 5, 9], dtype=np.int64) * 3_600
    crowded = Windows(opens=hours, closes=hours + 60)

    with pytest.raises(CalendarError, match="in UTC open three times in the UTC day 1970-01-01"):
        calendar_days(crowded, zone="UTC", span=DayRange(first=0, last=0))


@pytest.mark.parametrize("zone", ["Australia/Lord_Howe", "Pacific/Chatham", "Africa/Casablanca"])
@pytest.mark.parametrize("hours", [("08:00", "17:00"), ("20:15", "04:45"), ("00:00", "00:00")])
def test_the_tables_count_what_a_walk_through_the_days_counts(
    zone: str, hours: tuple[str, str]
) -> None:
    days = span("2026-02-20", "2026-05-10")
    calendar = terms(zone, *hours, "Mon Tue Wed Sat")
    windows = open_windows(calendar, holidays=NONE, span=days)
    instants = np.arange(days.starts_epoch, days.ends_epoch, 4_321)

    walked = [walk(calendar, days.starts_epoch, int(instant)) for instant in instants]

    assert windows.open_seconds(instants).tolist() == walked
    table = calendar_days(windows, zone=zone, span=days)
    assert [looked_up(table, int(instant)) for instant in instants] == walked


def looked_up(table: pl.DataFrame, instant: int) -> int:
    row = table.row(instant // 86_400 - int(table["utc_day"][0]), named=True)
    first = max(0, min(instant, row["first_closes_epoch"]) - row["first_opens_epoch"])
    second = max(0, min(instant, row["second_closes_epoch"]) - row["second_opens_epoch"])
    return int(row["seconds_before"]) + first + second


def walk(calendar: Terms, start: int, end: int) -> int:
    info = zone_info(calendar.time_zone)
    overnight = timedelta(days=int(calendar.closes_at <= calendar.opens_at))
    day = datetime.fromtimestamp(start, UTC).date() - timedelta(days=2)
    seconds = 0
    while day <= datetime.fromtimestamp(end, UTC).date() + timedelta(days=2):
        if WORKING_DAYS[day.weekday()] in calendar.working_days.split():
            opens = datetime.fromisoformat(f"{day}T{calendar.opens_at}").replace(tzinfo=info)
            closes = datetime.fromisoformat(f"{day + overnight}T{calendar.closes_at}").replace(
                tzinfo=info
            )
            seconds += max(
                0, min(end, round(closes.timestamp())) - max(start, round(opens.timestamp()))
            )
        day += timedelta(days=1)
    return seconds


def test_the_inverse_finds_each_window_in_every_bucket_it_reaches() -> None:
    opens = np.array([0, 200_000], dtype=np.int64)
    windows = Windows(opens=opens, closes=opens + np.array([2 * BUCKET_SECONDS, 60]))

    found = calendar_windows(windows)

    whole = 2 * BUCKET_SECONDS
    assert found.rows() == [
        (0, 0, 0, whole),
        (1, 0, 0, whole),
        (2, 200_000, whole, whole + 60),
    ]


def test_delivered_days_are_added_and_struck_for_exactly_their_region() -> None:
    delivered = pl.DataFrame(
        [
            ("DE-BY", date(2026, 6, 4), None, False),
            ("DE-BY", date(2026, 6, 5), "Bridge day", True),
            ("DE", date(2026, 6, 8), "Somewhere else", True),
            ("DE-BY", date(2026, 12, 25), "Known already", True),
        ],
        schema={
            "support_region": pl.String,
            "date": pl.Date,
            "name": pl.String,
            "observed": pl.Boolean,
        },
        orient="row",
    )

    found = holiday_days(
        ["DE-BE", "DE-BY"], delivered=delivered, span=span("2026-01-01", "2026-12-31")
    )

    june = found.filter(pl.col("date").is_between(date(2026, 6, 1), date(2026, 6, 30)))
    assert june.rows() == [("DE-BY", date(2026, 6, 5), "Bridge day", "delivered")]
    christmas = found.filter(pl.col("date") == date(2026, 12, 25))
    assert christmas["source"].to_list() == ["holidays", "holidays"]


@pytest.mark.parametrize("code", ["DE", "DE-BY", "GB-ENG", "US-HI", "AU-NSW", "NP"])
def test_a_region_is_a_country_or_one_of_its_subdivisions(code: str) -> None:
    assert is_region(code)


@pytest.mark.parametrize("code", ["", "XX", "DE-XX", "DE-", "de", "DEU", "Germany", "DE-BY-M"])
def test_any_other_code_is_no_region(code: str) -> None:
    assert not is_region(code)


def test_the_version_recorded_is_the_one_of_the_holidays_package() -> None:
    assert holidays_version().startswith("0.")


def test_calendars_are_numbered_by_their_terms_with_the_contract_s_defaults(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    add_agreement(warehouse, agreement_id="A")
    add_agreement(warehouse, agreement_id="B", opens_at="08:00")
    add_agreement(warehouse, agreement_id="C", closes_at="16:30")

    write_calendars(warehouse, as_of=datetime(2026, 6, 1, tzinfo=UTC))

    assert warehouse.sql("from raw.calendars order by all").fetchall() == [
        (1, "Europe/Berlin", "DE-BY", "08:00", "16:30", WEEK),
        (2, "Europe/Berlin", "DE-BY", "08:00", "17:00", WEEK),
    ]


def test_the_tables_have_their_columns_before_any_agreement(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    write_calendars(warehouse, as_of=datetime(2026, 6, 1, tzinfo=UTC))
    empty = {
        table: warehouse.sql(f"describe raw.{table}").fetchall()
        for table in ("zone_days", "calendars", "calendar_days", "calendar_windows", "holiday_days")
    }
    add_agreement(warehouse)
    write_calendars(warehouse, as_of=datetime(2026, 6, 1, tzinfo=UTC))

    assert empty == {table: warehouse.sql(f"describe raw.{table}").fetchall() for table in empty}
    assert [row[1] for row in empty["calendar_days"]] == [
        "INTEGER", "INTEGER", *["BIGINT"] * 5, "DATE", "BIGINT", "DATE"
    ]  # fmt: skip


def test_a_correction_of_the_delivered_list_replaces_the_row_before(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    add_agreement(warehouse)
    warehouse.execute(
        "insert into raw.holidays "
        "(support_region, date, observed, delivery_id, row_number, row_hash) "
        "values ('DE-BY', '2026-06-05', true, 1, 2, 1), ('DE-BY', '2026-06-05', false, 2, 2, 2)"
    )
    note_all_superseded(warehouse, HOLIDAYS)

    write_calendars(warehouse, as_of=datetime(2026, 6, 1, tzinfo=UTC))

    found = warehouse.sql("from raw.holiday_days where date = '2026-06-05'").fetchall()
    assert found == []


@pytest.mark.parametrize("target_seconds", [LONGEST_HANDBOOK_SECONDS, 20_000_000])
def test_the_longest_target_begun_at_as_of_fits_into_every_calendar(
    warehouse: duckdb.DuckDBPyConnection, target_seconds: int
) -> None:
    add_agreement(warehouse, agreement_id="A")
    add_agreement(warehouse, agreement_id="B", closes_at="10:00", working_days="Mon")
    warehouse.execute(
        "insert into raw.sla_overrides (agreement_id, metric, priority, target_seconds, calendar, "
        "valid_from) values ('A', 'response', 'P1', ?, 'business', '2026-01-01')",
        [target_seconds],
    )

    write_calendars(warehouse, as_of=datetime(2026, 6, 1, tzinfo=UTC))

    fitting = warehouse.sql(
        "select min(last_seconds - first_seconds) from ("
        "select max(seconds_before) as last_seconds, "
        "min(seconds_before) filter (where utc_day = date '2026-06-02' - date '1970-01-01') "
        "as first_seconds from raw.calendar_days group by calendar_id)"
    ).fetchall()
    assert fitting[0][0] + 86_400 >= min(target_seconds, 3_800 * 7_200)


def test_an_absurd_date_does_not_stretch_the_tables(warehouse: duckdb.DuckDBPyConnection) -> None:
    add_agreement(warehouse, ends_on=date(9999, 12, 31))
    warehouse.execute(
        "insert into raw.changes (change_id, planned_end) values ('far', '9999-12-31')"
    )

    write_calendars(warehouse, as_of=datetime(2026, 6, 1, tzinfo=UTC))

    found = warehouse.sql("select max(local_date) from raw.zone_days").fetchall()
    assert found == [(date(2026, 7, 1),)]


def test_an_as_of_beyond_the_tables_is_refused(warehouse: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(CalendarError, match="as_of lies on 9999-12-31: expected a day between"):
        write_calendars(warehouse, as_of=datetime(9999, 12, 31, tzinfo=UTC))


def test_the_same_raw_rows_give_the_same_tables(warehouse: duckdb.DuckDBPyConnection) -> None:
    add_agreement(warehouse, agreement_id="A")
    add_agreement(warehouse, agreement_id="B", time_zone="Asia/Kathmandu", support_region="NP")
    snapshots = []
    for _ in range(2):
        write_calendars(warehouse, as_of=datetime(2026, 6, 1, 12, 30, tzinfo=UTC))
        snapshots.append(
            [
                warehouse.sql(f"from raw.{table}").fetchall()
                for table in ("zone_days", "calendars", "calendar_days", "calendar_windows")
            ]
        )

    assert snapshots[0] == snapshots[1]


def test_names_of_holidays_do_not_depend_on_the_machine_s_language(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = set()
    for language in ("de_DE", "en_US", "C"):
        monkeypatch.setenv("LANGUAGE", language)
        names.add(statutory_holidays("DE", years=[2026])[date(2026, 4, 3)])

    assert names == {"Good Friday"}
