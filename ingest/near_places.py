"""Time zones and regions that were probably meant by what is none."""

from __future__ import annotations

from functools import cache

import holidays
from holidays.registry import COUNTRIES

from ingest.calendars import is_region
from ingest.named import letters, nearest
from ingest.zones import zone_names

# Nearly the same letters: Europe alone is no place of it.
LIKENESS = 0.85


def near_zones(written: str) -> list[str]:
    """Find the zones that a text probably means: by its letters, by its city, or by likeness.

    Only places are likened: GMT+1 is not GMT, and Etc/GMT+1 lies west of it.
    """
    same = [name for name in zone_names() if name.casefold() == written.strip().casefold()]
    cities = _places_by_letters().get(letters(written), [])
    if same or cities:
        return sorted(same) or cities
    near = nearest(written, _places(), likeness=LIKENESS)
    return [near] if near else []


@cache
def _places() -> tuple[str, ...]:
    """The zones that are named after a place."""
    return tuple(
        name for name in sorted(zone_names()) if "/" in name and not name.startswith("Etc/")
    )


@cache
def _places_by_letters() -> dict[str, list[str]]:
    """List the zones named after a place by their letters, and by those of their cities."""
    by_letters: dict[str, list[str]] = {}
    for name in _places():
        for spelling in {letters(name), letters(name.rpartition("/")[2])}:
            by_letters.setdefault(spelling, []).append(name)
    return by_letters


def near_regions(written: str) -> list[str]:
    """Find the regions that a text names: by their codes, or by their names (CAL-2)."""
    code = written.strip().upper().replace("_", "-")
    return [code] if is_region(code) else _regions_by_name().get(letters(written), [])


@cache
def _regions_by_name() -> dict[str, list[str]]:
    """List the codes of regions by the letters of their further codes and names."""
    by_name: dict[str, list[str]] = {}
    for names in COUNTRIES.values():
        for name in {letters(name) for name in names} if is_region(names[1]) else ():
            by_name.setdefault(name, []).append(names[1])
    for country in holidays.list_supported_countries(include_aliases=False):
        aliases = holidays.country_holidays(country).subdivisions_aliases
        for name, subdivision in aliases.items():
            by_name.setdefault(letters(name), []).append(f"{country}-{subdivision}")
    return by_name
