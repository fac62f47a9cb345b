"""Where this machine is: its time zone, and the country that a zone lies in."""

from __future__ import annotations

import os
from functools import cache
from importlib import resources
from pathlib import Path

from ingest.calendars import is_region
from ingest.zones import zone_names

LOCAL_TIME = Path("/etc/localtime")
ZONE_FOLDER = "zoneinfo/"
# What a desk that writes in a language most likely goes by, where the machine does not say it.
BY_LANGUAGE = {"german": "Europe/Berlin", "french": "Europe/Paris", "spanish": "Europe/Madrid"}


def zone_here(language: str | None = None) -> str:
    """Name the zone of this machine; of one that runs on UTC, that of the language's country."""
    zone = _zone_of_the_machine()
    if region_of(zone) is None and language in BY_LANGUAGE:
        return BY_LANGUAGE[str(language)]
    return zone


def region_of(zone: str) -> str | None:
    """Name the country that a zone lies in, where its holidays are known; None for UTC."""
    country = _countries().get(zone)
    return country if country and is_region(country) else None


def _zone_of_the_machine() -> str:
    named = os.environ.get("TZ", "").lstrip(":")
    if named in zone_names():
        return named
    try:
        _, found, zone = str(LOCAL_TIME.readlink()).rpartition(ZONE_FOLDER)
    except OSError:
        return "UTC"
    return zone if found and zone in zone_names() else "UTC"


@cache
def _countries() -> dict[str, str]:
    """Map each zone to the country it is listed for."""
    text = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return {zone: country for country, _, zone, *_ in lines}
