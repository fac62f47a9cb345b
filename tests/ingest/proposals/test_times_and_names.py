"""What values say of day and month, and what a file's name says of its export."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from ingest.instants import days, instants
from ingest.proposals.names import exported_of, files_pattern, mapping_name
from ingest.proposals.places import region_of, zone_here
from ingest.proposals.times import DAY_FIRST, MONTH_FIRST, are_times, forms_of, order_of

JUNE = (date(2026, 6, 1), date(2026, 6, 15))


def series(*values: str) -> pl.Series:
    return pl.Series(values, dtype=pl.String)


@pytest.mark.parametrize(
    ("values", "decided", "says"),
    [
        (("13.06.2026 08:00", "04.06.2026 09:00"), DAY_FIRST, "1 of 2 different dates has a day"),
        (("06/13/2026", "06/04/2026 9:00 AM"), MONTH_FIRST, "in the second place, as 06/13/2026"),
        (("12.12.2026", "01.02.2026"), None, "no date has a day over 12"),
        (("13/06/2026", "06/14/2026"), None, "the file mixes two orders"),
        (("13.06.26 08:00",), DAY_FIRST, "as 13.06.26 08:00"),
        (("2026-06-13", "3/Jun/26 12:17 PM", "1782806400000"), "year-month-day", ""),
    ],
)
def test_a_day_over_twelve_decides_the_order(
    values: tuple[str, ...], decided: str | None, says: str
) -> None:
    found = order_of(series(*values))

    assert found.decided == decided
    assert says in found.evidence


@pytest.mark.parametrize(
    "value",
    [
        "2026-06-16T12:59:00Z", "2026-06-16 12:59", "16.06.2026 12:59", "16.06.2026, 12:59",
        "16.06.2026 12:59 Uhr", "16.06.26 12:59", "16/06/2026 12h59", "16/06/2026 à 12:59",
        "16/Jun/26 12:59 PM", "16/Jun/2026 12:59", "16-Jun-2026 12:59:00", "16. Juni 2026 12:59",
        "16 juin 2026 12:59", "16 de junio de 2026 12:59", "Jun 16, 2026 12:59 PM",
        "Tue, 16 Jun 2026 12:59:00 +0000", "2026/06/16 12:59", "20260616 12:59", "20260616125900",
        "1781614740000", "1781614740", "/Date(1781614740000)/", "46189.540972", "16.06.2026",
        "2026-06-16", "16-06-2026 12:59:00 +0000", "2026-06-16 12:59:00 PM",
    ],
)  # fmt: skip
def test_a_form_of_time_is_proposed_that_reads_the_value(value: str) -> None:
    forms = forms_of(series(value), DAY_FIRST)

    read = instants(series(value), forms.reading).dt.date()
    alone = days(series(value), forms.reading)
    assert forms.unread == ()
    assert [read[0] or alone[0]] == [date(2026, 6, 16)]


@pytest.mark.parametrize("values", [("done", "open"), ("1", "2"), ("2:15", "0:40")])
def test_what_is_no_time_is_not_taken_for_one(values: tuple[str, ...]) -> None:
    assert not are_times(series(*values))
    assert forms_of(series(*values), DAY_FIRST).unread == values


@pytest.mark.parametrize(
    ("names", "name", "pattern"),
    [
        (["Tickets_alle.csv"], "tickets_alle", "Tickets_alle*.csv"),
        (["Tickets_Mai.csv", "Tickets_Juni.csv"], "tickets", "Tickets_*.csv"),
        (["incident-2026-06-30.csv"], "incident", "incident-*.csv"),
        (["Export 20260630.XLSX"], "export", "Export *.XLSX"),
        (["t.csv"], "t", "t.csv"),
        (["ticket.csv"], "ticket", "ticket.csv"),
        (["list[1]?.csv"], "list_1", "list[[]1][?]*.csv"),
        (["Übersicht.csv.gz"], "ubersicht", "Übersicht*.csv.gz"),
        (["2026-06.csv"], "desk", "2026-06.csv"),
    ],
)
def test_files_of_one_kind_are_named_alike(names: list[str], name: str, pattern: str) -> None:
    paths = [Path(one) for one in names]

    assert mapping_name(paths) == name
    assert files_pattern(paths) == pattern


@pytest.mark.parametrize(
    ("name", "pattern", "year"),
    [
        ("flat_2026-06-30.csv", r"flat_(?<date>\d{4}-\d{2}-\d{2})", None),
        ("flat 20260630.csv", r"flat (?<year>\d{4})(?<month>\d{2})(?<day>\d{2})", None),
        ("30.06.2026.csv", r"(?<day>\d{1,2})[._](?<month>\d{1,2})[._](?<year>\d{4})", None),
        ("Tickets_Juni.csv", r"Tickets_(?<month>\p{L}+)", 2026),
        ("Juni 2026.csv", r"(?<month>\p{L}+) (?<year>\d{4})", None),
        ("2026_junio.csv", r"(?<year>\d{4})_(?<month>\p{L}+)", None),
        ("data_set.csv", None, None),
        ("Tickets_Mai.csv", None, None),
        ("tickets.csv", None, None),
    ],
)
def test_a_name_says_when_the_export_was_made(
    name: str, pattern: str | None, year: int | None
) -> None:
    found = exported_of([Path(name)], JUNE)

    assert (found.pattern if found else None) == pattern
    assert (found.year if found else None) == year


def test_a_zone_lies_in_a_country_whose_holidays_are_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert [region_of(zone) for zone in ("Europe/Berlin", "America/New_York", "UTC")] == [
        "DE",
        "US",
        None,
    ]
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert zone_here("german") == "Asia/Tokyo"
    monkeypatch.setenv("TZ", "UTC")
    assert [zone_here(language) for language in ("german", "english", None)] == [
        "Europe/Berlin",
        "UTC",
        "UTC",
    ]
