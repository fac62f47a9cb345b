"""Calendars: zones and holidays resolved once, into tables of instants (CAL-1 to CAL-6).

After that a clock is two lookups and a subtraction: `raw.calendar_days` turns an instant into the
open seconds before it, and `raw.calendar_windows` turns open seconds back into an instant.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import astuple, fields, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib import metadata

import duckdb
import holidays
import numpy as np
import polars as pl

from ingest.business_hours import (
    DAY_SECONDS,
    EPOCH,
    CalendarError,
    DayRange,
    Terms,
    Windows,
    calendar_days,
    calendar_windows,
    open_windows,
    zone_days,
)
from ingest.contract import AGREEMENTS, BY_NAME, ENTITIES, HOLIDAYS, SLA_OVERRIDES
from ingest.superseded import in_force
from ingest.zones import Seconds

# The handbook's longest business target, 48 business hours (CSS 4.4.4).
LONGEST_HANDBOOK_SECONDS = 172_800
# The tables stay within these days, whatever raw holds; a due instant beyond is not given.
WIDEST = DayRange(first=0, last=(date(2100, 12, 31) - EPOCH).days)
# An instant longer after as_of than this is taken for a slip: it does not stretch the tables.
FORESIGHT_DAYS = 5 * 366
NEAR_DAYS = 30
NO_DAYS = DayRange(first=0, last=-1)

DELIVERED_HOLIDAYS = f"""
select support_region, date, name, observed
from raw.holidays where {in_force(HOLIDAYS)}
order by support_region, date
"""


def holidays_version() -> str:
    """Name the version of the holidays package, as every build records it (CAL-6)."""
    return metadata.version("holidays")


@cache
def region_codes() -> tuple[str, ...]:
    """List every code that is a region, each country before its subdivisions (CAL-2)."""
    known = holidays.list_supported_countries(include_aliases=False)
    return tuple(
        code
        for country in sorted(known)
        for code in (country, *(f"{country}-{one}" for one in sorted(known[country])))
    )


@cache
def is_region(code: str) -> bool:
    """Tell whether the holidays package knows a country or country-subdivision (CAL-2)."""
    country, _, subdivision = code.partition("-")
    known = holidays.list_supported_countries(include_aliases=False)
    return country in known and (code == country or subdivision in known[country])


def statutory_holidays(region: str, *, years: Sequence[int]) -> dict[date, str]:
    """List a region's public holidays, observed days included, with their names (CAL-2)."""
    country, _, subdivision = region.partition("-")
    with warnings.catch_warnings():
        # Some countries' movable feasts are known for some decades only; the fixed ones go on.
        warnings.filterwarnings("ignore", message="Requested Holidays are available only")
        found = holidays.country_holidays(
            country,
            subdiv=subdivision or None,
            years=years,
            observed=True,
            categories="public",
            language=_names_language(country),
        )
    return dict(found)


@cache
def _names_language(country: str) -> str | None:
    """English where the package has it: untold, it would be the language of the machine."""
    known = holidays.country_holidays(country)
    return "en_US" if "en_US" in known.supported_languages else known.default_language


def holiday_days(
    regions: Sequence[str], *, delivered: pl.DataFrame, span: DayRange
) -> pl.DataFrame:
    """List each region's non-working days: the statutory ones, then the delivered list (CAL-2).

    `delivered` has the columns support_region, date, name, observed; a row counts for exactly its
    region code.
    """
    years = range(_date(span.first).year - 1, _date(span.last).year + 2)
    statutory = pl.DataFrame(
        [
            (region, day, name, "holidays")
            for region in regions
            for day, name in statutory_holidays(region, years=years).items()
        ],
        schema={
            "support_region": pl.String,
            "date": pl.Date,
            "name": pl.String,
            "source": pl.String,
        },
        orient="row",
    )
    keys = ["support_region", "date"]
    added = (
        delivered.filter(pl.col("observed"), pl.col("support_region").is_in(list(regions)))
        .join(statutory, on=keys, how="anti")
        .select(*keys, "name", pl.lit("delivered").alias("source"))
    )
    struck = delivered.filter(~pl.col("observed"))
    return pl.concat([statutory.join(struck, on=keys, how="anti"), added]).sort(keys)


def write_calendars(
    connection: duckdb.DuckDBPyConnection,
    *,
    as_of: datetime,
    hours: tuple[str, str] | None = None,
    longest_seconds: int = LONGEST_HANDBOOK_SECONDS,
) -> None:
    """Write the tables of calendars into the raw schema, from what raw holds (CAL-1 to CAL-6).

    `hours` (opening and closing, `HH:MM`) stand for every agreement's own; `longest_seconds` is the
    longest business target that is no agreement's override. The tables reach from before the first
    agreement and instant to where the longest target, begun at `as_of`, is over in every calendar.
    The same raw rows, `as_of` and hours give the same tables. Raises
    CalendarError for an `as_of` outside the years 1970 to 2100.
    """
    as_of_epoch = _epoch(as_of)
    calendars = sorted({_with_hours(terms, hours) for terms in distinct_terms(connection)})
    regions = sorted({terms.support_region for terms in calendars})
    delivered = connection.sql(DELIVERED_HOLIDAYS).pl()
    longest = max(longest_seconds, _longest_override(connection))
    span = _first_span(connection, as_of_epoch=as_of_epoch)
    while True:
        holiday_table = holiday_days(regions, delivered=delivered, span=span)
        windows = [
            open_windows(terms, holidays=_days_off(holiday_table, terms=terms), span=span)
            for terms in calendars
        ]
        left = [_seconds_left(open_time, instant=as_of_epoch) for open_time in windows]
        if span.last == WIDEST.last or min(left, default=longest) >= longest:
            break
        span = _doubled(span, since=as_of_epoch // DAY_SECONDS)
    tables = _tables(dict(zip(calendars, windows, strict=True)), span=span)
    _store(connection, tables={**tables, "holiday_days": holiday_table})


def distinct_terms(connection: duckdb.DuckDBPyConnection) -> list[Terms]:
    """List the calendars of the agreements in force, in order (CAL-1)."""
    columns = [AGREEMENTS.column(part.name) for part in fields(Terms)]
    filled = [f"coalesce({column.name}, $default_{column.name})" for column in columns]
    defaults = {f"default_{column.name}": column.default for column in columns}
    query = f"select distinct {', '.join(filled)} from raw.agreements where {in_force(AGREEMENTS)}"
    return sorted(Terms(*row) for row in connection.execute(query, defaults).fetchall())


def _tables(open_time: Mapping[Terms, Windows], *, span: DayRange) -> dict[str, pl.DataFrame]:
    calendars = pl.DataFrame(
        [astuple(terms) for terms in open_time],
        schema={part.name: pl.String for part in fields(Terms)},
        orient="row",
    )
    # The empty frame that stands first gives a table its columns where there is no agreement yet.
    nothing = Windows(*np.zeros((2, 0), dtype=np.int64))
    by_day = [
        calendar_days(nothing, zone="UTC", span=NO_DAYS),
        *(
            calendar_days(hours, zone=terms.time_zone, span=span)
            for terms, hours in open_time.items()
        ),
    ]
    by_bucket = [calendar_windows(nothing), *map(calendar_windows, open_time.values())]
    by_zone = [
        zone_days("UTC", span=NO_DAYS),
        *(zone_days(zone, span=span) for zone in calendars["time_zone"].unique().sort()),
    ]
    return {
        "zone_days": pl.concat(by_zone),
        "calendars": calendars.select(
            pl.int_range(1, pl.len() + 1, dtype=pl.Int32).alias("calendar_id"), pl.all()
        ),
        "calendar_days": _numbered(by_day),
        "calendar_windows": _numbered(by_bucket),
    }


def _numbered(frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Stack the frames of calendars 1, 2, 3 ...; the first frame is that of none."""
    return pl.concat(
        frame.select(pl.lit(number, pl.Int32).alias("calendar_id"), pl.all())
        for number, frame in enumerate(frames)
    )


def _store(connection: duckdb.DuckDBPyConnection, *, tables: Mapping[str, pl.DataFrame]) -> None:
    for name, frame in tables.items():
        connection.register("calendar_frame", frame)
        connection.execute(f"create or replace table raw.{name} as from calendar_frame")
        connection.unregister("calendar_frame")


def _first_span(connection: duckdb.DuckDBPyConnection, *, as_of_epoch: int) -> DayRange:
    """Span the raw rows, with a month beyond `as_of` to begin with."""
    as_of_day = as_of_epoch // DAY_SECONDS
    if not WIDEST.first <= as_of_day <= WIDEST.last:
        raise CalendarError(
            f"as_of lies on {_date(as_of_day)}: expected a day between "
            f"{_date(WIDEST.first)} and {_date(WIDEST.last)}"
        )
    known = [day for day in _raw_days(connection) if day <= as_of_day + FORESIGHT_DAYS]
    first, last = min([as_of_day, *known]), max([as_of_day, *known])
    return DayRange(
        first=max(WIDEST.first, first - NEAR_DAYS), last=min(WIDEST.last, last + NEAR_DAYS)
    )


def _doubled(span: DayRange, *, since: int) -> DayRange:
    """Double the days after `since`."""
    return DayRange(first=span.first, last=min(WIDEST.last, 2 * span.last - since))


def _raw_days(connection: duckdb.DuckDBPyConnection) -> list[int]:
    """Find the first and last day of every instant in force, and of the agreements' starts."""
    spots = [
        (entity.name, column.name)
        for entity in ENTITIES
        for column in entity.columns
        if column.kind == "instant" or (entity, column.name) == (AGREEMENTS, "starts_on")
    ]
    query = " union all ".join(
        f"select min({name}::date) - date '1970-01-01', max({name}::date) - date '1970-01-01' "
        f"from raw.{entity} where {in_force(BY_NAME[entity])}"
        for entity, name in spots
    )
    rows = connection.sql(query).fetchall()
    return [int(day) for row in rows for day in row if day is not None]


def _with_hours(terms: Terms, hours: tuple[str, str] | None) -> Terms:
    if hours is None:
        return terms
    opens_at, closes_at = hours
    return replace(terms, opens_at=opens_at, closes_at=closes_at)


def _longest_override(connection: duckdb.DuckDBPyConnection) -> int:
    """Find the most business seconds that any override in force gives (TGT-2)."""
    query = (
        "select max(target_seconds) from raw.sla_overrides "
        f"where calendar = 'business' and {in_force(SLA_OVERRIDES)}"
    )
    ((longest,),) = connection.sql(query).fetchall()
    return int(longest or 0)


def _days_off(holiday_table: pl.DataFrame, *, terms: Terms) -> Seconds:
    """Give the days of one region's holidays, counted from 1970-01-01."""
    dates = holiday_table.filter(pl.col("support_region") == terms.support_region)["date"]
    return dates.to_physical().cast(pl.Int64).to_numpy()


def _seconds_left(windows: Windows, *, instant: int) -> int:
    whole = np.array([instant, np.iinfo(np.int64).max])
    return int(np.diff(windows.open_seconds(whole))[0])


def _date(day: int) -> date:
    return EPOCH + timedelta(days=day)


def _epoch(instant: datetime) -> int:
    """Whole UTC seconds; an instant without an offset is UTC, as the database gives it."""
    aware = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return int(aware.timestamp())
