"""Time zones, from the pinned `tzdata` package and from nowhere else (CAL-5, CAL-6).

The machine, the database engine and the JVM each bring a copy of the zones, and the copies differ.
Here a zone is two arrays, the instants at which its offset changes and the offsets, and an array of
times is converted by searching them.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

Seconds = npt.NDArray[np.int64]

# After the last change a zone file lists, a yearly rule goes on; it is followed up to here.
LAST_YEAR = 2110
WEEK_SECONDS = 7 * 86_400
TZIF_HEADER = struct.Struct(">4sc15x6l")


class UnknownZoneError(ValueError):
    """A name that is no zone of the tzdata package."""


@dataclass(frozen=True)
class Transitions:
    """A zone's changes of offset.

    `instants` (UTC seconds, ascending) has one element fewer than `offsets` (seconds east of UTC):
    `offsets[0]` holds before the first change, `offsets[i + 1]` from `instants[i]` on.
    """

    instants: Seconds
    offsets: Seconds

    @property
    def walls(self) -> Seconds:
        """The wall seconds from which on a change's new offset is the right one (CAL-5).

        A repeated wall time belongs to its first instant and a skipped one moves forward by the
        gap: both mean that the old offset holds until the later of the two wall readings.
        """
        return self.instants + np.maximum(self.offsets[:-1], self.offsets[1:])


def tzdata_version() -> str:
    """Name the version of the tzdata package, as every build records it (CAL-6)."""
    return metadata.version("tzdata")


@cache
def zone_names() -> frozenset[str]:
    """List every zone of the tzdata package, aliases included."""
    return frozenset(_package().joinpath("zones").read_text(encoding="utf-8").split())


def utc_seconds(wall: Seconds, *, zone: str) -> Seconds:
    """Put wall times (epoch seconds as if they were UTC) into UTC seconds (CAL-5).

    Of an ambiguous wall time the first instant is given; one that does not exist moves forward by
    the gap. Raises UnknownZoneError.
    """
    transitions = zone_transitions(zone)
    index = np.searchsorted(transitions.walls, wall, side="right")
    return np.asarray(wall - transitions.offsets[index], dtype=np.int64)


def local_seconds(utc: Seconds, *, zone: str) -> Seconds:
    """Put UTC seconds into wall times, the inverse of `utc_seconds`. Raises UnknownZoneError."""
    transitions = zone_transitions(zone)
    index = np.searchsorted(transitions.instants, utc, side="right")
    return np.asarray(utc + transitions.offsets[index], dtype=np.int64)


@cache
def zone_info(zone: str) -> ZoneInfo:
    """Give the standard library's reading of a zone, from the tzdata package alone (CAL-6)."""
    with _zone_file(zone).open("rb") as stream:
        return ZoneInfo.from_file(stream, key=zone)


@cache
def zone_transitions(zone: str) -> Transitions:
    """Find all changes of a zone's offset up to the year 2110. Raises UnknownZoneError."""
    listed = _listed_instants(_zone_file(zone).read_bytes())
    instants = sorted({*listed, *_ruled_instants(zone_info(zone), after=max(listed, default=0))})
    known = [_offset(zone_info(zone), instant) for instant in instants]
    first = _offset(zone_info(zone), instants[0] - 1) if instants else _offset(zone_info(zone), 0)
    offsets = np.array([first, *known], dtype=np.int64)
    changes = np.flatnonzero(np.diff(offsets))
    return Transitions(
        instants=np.array(instants, dtype=np.int64)[changes],
        offsets=np.concatenate([offsets[:1], offsets[changes + 1]]),
    )


def _package() -> Traversable:
    return resources.files("tzdata")


def _zone_file(zone: str) -> Traversable:
    if zone not in zone_names():
        raise UnknownZoneError(
            f"time zone {zone!r} is unknown: expected an IANA name such as Europe/Berlin"
        )
    return _package().joinpath("zoneinfo", *zone.split("/"))


def _offset(info: ZoneInfo, instant: int) -> int:
    offset = datetime.fromtimestamp(instant, UTC).astimezone(info).utcoffset()
    return 0 if offset is None else round(offset.total_seconds())


def _listed_instants(content: bytes) -> list[int]:
    """Read the changes that a TZif file lists (RFC 9636), those before year 1 left out."""
    _, version, *counts = TZIF_HEADER.unpack_from(content)
    isutc, isstd, leap, times, types, letters = counts
    start, letter = TZIF_HEADER.size, "l"
    if version >= b"2":
        # The block of 64-bit times follows the one of 32-bit times and a second header.
        start += times * 5 + types * 6 + letters + leap * 8 + isstd + isutc
        times = TZIF_HEADER.unpack_from(content, start)[5]
        start, letter = start + TZIF_HEADER.size, "q"
    listed = struct.unpack_from(f">{times}{letter}", content, start)
    earliest = int(datetime(1, 1, 3, tzinfo=UTC).timestamp())
    return [instant for instant in listed if instant > earliest]


def _ruled_instants(info: ZoneInfo, *, after: int) -> list[int]:
    """Find the changes by yearly rule after the last listed one; such rules are weeks apart."""
    last = int(datetime(LAST_YEAR, 1, 1, tzinfo=UTC).timestamp())
    probes = range(after, last, WEEK_SECONDS)
    known = [_offset(info, probe) for probe in probes]
    return [
        _change_between(info, low=probe, high=probe + WEEK_SECONDS)
        for probe, offset, following in zip(probes, known, known[1:], strict=False)
        if offset != following
    ]


def _change_between(info: ZoneInfo, *, low: int, high: int) -> int:
    """Find the first instant in (low, high] with the offset of `high`."""
    target = _offset(info, high)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(info, middle) == target:
            high = middle
        else:
            low = middle
    return high
