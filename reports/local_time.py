"""Instants put into a customer's local time, for showing only.

The zones come from the pinned `tzdata` package, never from the machine (CAL-6).
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

import polars as pl

from reports import wording

INSTANT_FORMAT = "%-d %b %Y, %H:%M"


def in_zone(instant: datetime, time_zone: str) -> datetime:
    """The UTC instant (with or without its zone named) on the clocks of `time_zone`."""
    return instant.replace(tzinfo=UTC).astimezone(_zone(time_zone))


def local_month(instant: datetime, time_zone: str) -> date:
    """The first day of the local month in which the UTC instant lies."""
    return in_zone(instant, time_zone).date().replace(day=1)


def instant_text(instant: datetime | None, time_zone: str) -> str:
    """`30 Jun 2026, 23:59`, local; a dash for no instant."""
    return wording.NONE if instant is None else in_zone(instant, time_zone).strftime(INSTANT_FORMAT)


def zoned_text(instant: datetime, time_zone: str) -> str:
    """`30 Jun 2026, 23:59 BST`, or `UTC+01` where the zone has no letters of its own."""
    name = in_zone(instant, time_zone).tzname() or ""
    return f"{instant_text(instant, time_zone)} {name if name.isalpha() else f'UTC{name}'}"


def instant_texts(instants: pl.Series, time_zone: str) -> pl.Series:
    """`instant_text` of each."""
    return pl.Series(
        instants.name, [instant_text(instant, time_zone) for instant in instants], dtype=pl.String
    )


def offset_texts(instants: pl.Series, time_zone: str) -> pl.Series:
    """`2026-06-30T23:59:00+02:00` of each, local with its offset; null for no instant."""
    return pl.Series(
        instants.name,
        [
            None if instant is None else in_zone(instant, time_zone).isoformat()
            for instant in instants
        ],
        dtype=pl.String,
    )


def local_record(rows: pl.DataFrame, time_zone: str) -> pl.DataFrame:
    """The rows for a file: every instant local with its offset, and the zone that says which."""
    return rows.with_columns(
        *(
            offset_texts(column, time_zone)
            for column in rows.iter_columns()
            if column.dtype == pl.Datetime
        ),
        pl.lit(time_zone).alias("time_zone"),
    )


@cache
def _zone(time_zone: str) -> ZoneInfo:
    with files("tzdata").joinpath("zoneinfo", *time_zone.split("/")).open("rb") as stream:
        return ZoneInfo.from_file(stream, key=time_zone)
