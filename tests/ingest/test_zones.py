from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from ingest import zones
from ingest.zones import local_seconds, utc_seconds, zone_info, zone_names, zone_transitions

EPOCH = datetime(1970, 1, 1)


def wall(text: str) -> int:
    return round((datetime.fromisoformat(text) - EPOCH).total_seconds())


def to_utc(text: str, zone: str) -> str:
    seconds = utc_seconds(np.array([wall(text)]), zone=zone)[0]
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%d %H:%M:%S")


def standard_library_seconds(wall_second: int, zone: str) -> int:
    local = EPOCH + timedelta(seconds=wall_second)
    return round(local.replace(tzinfo=zone_info(zone)).timestamp())


@pytest.mark.parametrize(
    ("zone", "local", "utc"),
    [
        ("Europe/London", "2026-10-25 01:30:00", "2026-10-25 00:30:00"),
        ("Europe/London", "2026-03-29 01:30:00", "2026-03-29 01:30:00"),
        ("Australia/Lord_Howe", "2026-04-05 01:45:00", "2026-04-04 14:45:00"),
        ("Australia/Lord_Howe", "2026-10-04 02:15:00", "2026-10-03 15:45:00"),
        ("Asia/Kathmandu", "2026-06-16 08:00:00", "2026-06-16 02:15:00"),
        ("Pacific/Apia", "2011-12-29 08:00:00", "2011-12-29 18:00:00"),
        ("Pacific/Apia", "2011-12-30 00:00:00", "2011-12-30 10:00:00"),
        ("Pacific/Apia", "2011-12-31 00:00:00", "2011-12-30 10:00:00"),
        ("Africa/Cairo", "2026-04-24 00:00:00", "2026-04-23 22:00:00"),
        ("Africa/Cairo", "2026-04-24 08:00:00", "2026-04-24 05:00:00"),
        ("Asia/Almaty", "2024-02-29 08:00:00", "2024-02-29 02:00:00"),
        ("Asia/Almaty", "2024-03-01 08:00:00", "2024-03-01 03:00:00"),
    ],
)
def test_a_wall_time_is_the_instant_that_the_zone_gives_it(zone: str, local: str, utc: str) -> None:
    assert to_utc(local, zone) == utc


@pytest.mark.parametrize("zone", ["Africa/Casablanca", "America/Vancouver"])
def test_the_package_decides_where_copies_of_the_zones_differ(zone: str) -> None:
    walls = np.arange(wall("2025-12-01"), wall("2027-12-01"), 1_800)

    expected = [standard_library_seconds(int(second), zone) for second in walls]

    assert utc_seconds(walls, zone=zone).tolist() == expected


def test_every_change_of_every_zone_is_the_one_of_the_standard_library() -> None:
    start, end = wall("1990-01-01"), wall("2100-12-31")
    wrong = []
    for zone in sorted(zone_names()):
        instants = zone_transitions(zone).instants
        near = instants[(instants >= start) & (instants < end)]
        utc = np.concatenate([near - 1, near, near + 1, np.array([start, end])])
        local = local_seconds(utc, zone=zone)
        if utc_seconds(local, zone=zone).tolist() != [
            standard_library_seconds(int(second), zone) for second in local
        ]:
            wrong.append(zone)

    assert wrong == []


@pytest.mark.parametrize(
    "zone", ["Europe/Berlin", "Africa/Casablanca", "America/Havana", "Pacific/Apia", "Africa/Cairo"]
)
def test_no_change_of_offset_is_missed_between_the_listed_ones(zone: str) -> None:
    utc = np.arange(wall("1990-01-01"), wall("2100-12-31"), 43_200)
    info = zone_info(zone)
    expected = [
        round(datetime.fromtimestamp(int(second), info).replace(tzinfo=UTC).timestamp())
        for second in utc
    ]

    assert local_seconds(utc, zone=zone).tolist() == expected


def test_an_unknown_zone_is_named() -> None:
    with pytest.raises(zones.UnknownZoneError, match="'Europe/Atlantis' is unknown"):
        utc_seconds(np.array([0]), zone="Europe/Atlantis")


def test_a_name_that_leaves_the_package_is_no_zone() -> None:
    with pytest.raises(zones.UnknownZoneError):
        zone_transitions("../zones")


def test_the_version_recorded_is_the_one_of_the_package() -> None:
    assert zones.tzdata_version()[:3] == "202"
