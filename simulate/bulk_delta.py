"""The day after a bulk portfolio: what a desk delivers next, a fifth of it about old tickets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from ingest.contract import PRIORITIES
from simulate.bulk import write_portions
from simulate.bulk_events import events_of
from simulate.bulk_parties import DAY, Parties, Whole, parties
from simulate.bulk_tickets import (
    customers_at,
    instants,
    numbered_ids,
    tickets_frame,
    tickets_opened,
)
from simulate.chance import generator
from simulate.parameters import Parameters
from simulate.portfolio import ENDS_ON
from simulate.vocabulary import ENGINEERS

STREAM = 23
# Of the tickets delivered: a fifth are old, half are new, the rest were open the day before.
SHARE_OLD, SHARE_NEW = 0.2, 0.5
# Where the open ones are looked for: among the tickets opened last.
RECENT_SHARE = 0.05


@dataclass(frozen=True)
class Day:
    """The day after a portfolio: its first and last epoch second, and its draws."""

    begins: int
    ends: int
    chance: np.random.Generator

    def moments(self, size: int, *, part: tuple[float, float] = (0, 1)) -> Whole:
        """So many epoch seconds between two shares of the day."""
        low, high = part
        drawn = low + (high - low) * self.chance.random(size)
        return np.asarray(self.begins + 1 + drawn * (self.ends - self.begins - 1), dtype=np.int64)


def write_delta(  # noqa: PLR0913
    folder: Path,
    *,
    after: Path,
    share: float = 0.001,
    customers: int = 2_000,
    zones: int = 30,
    months: int = 36,
    seed: int = 1,
    ends_on: date = ENDS_ON,
) -> tuple[Path, ...]:
    """Write the next day's delivery after the bulk portfolio in `after`, made with these arguments.

    It brings `share` as many tickets: old ones, corrected or taken up and restored once more;
    open ones, restored; new ones. Returns the paths. Raises ValueError where that is none.
    """
    parameters = Parameters(seed, customers, months, ends_on)
    total = int(pl.scan_parquet(after / "tickets.parquet").select(pl.len()).collect().item())
    size = round(total * share)
    if size < 1:
        raise ValueError(f"{share} of {total} tickets is no delivery")
    day = Day(parameters.as_of, parameters.as_of + DAY, generator(seed, STREAM, total))
    old, new = round(size * SHARE_OLD), round(size * SHARE_NEW)
    ended = day.chance.choice(int(total * (1 - RECENT_SHARE)), old, replace=False) + 1
    parts = [
        _corrected(_tickets(after, numbered_ids(ended[old // 2 :])), day),
        _taken_up_again(_tickets(after, numbered_ids(ended[: old // 2])), day),
        _restored(_tickets(after, _open(after, total, size - old - new)), day),
        _opened(total + 1, new, parties(parameters, zones=zones), day),
    ]
    folder.mkdir(parents=True, exist_ok=True)
    return write_portions(folder, iter(parts))


def _tickets(after: Path, ids: pl.Series) -> pl.DataFrame:
    """The rows of these tickets as they were delivered, by identifier."""
    found = pl.scan_parquet(after / "tickets.parquet").filter(
        pl.col("ticket_id").is_in(ids.implode())
    )
    return found.collect(engine="streaming").sort("ticket_id")


def _open(after: Path, total: int, size: int) -> pl.Series:
    """Up to so many of the open tickets, those opened last."""
    first = numbered_ids(np.array([int(total * (1 - RECENT_SHARE)) + 1]))[0]
    recent = pl.col("ticket_id") >= first
    ended = (
        pl.scan_parquet(after / "ticket_events.parquet")
        .filter(recent, pl.col("value").is_in(["restored", "cancelled"]))
        .select("ticket_id")
    )
    tickets = pl.scan_parquet(after / "tickets.parquet").filter(recent).select("ticket_id")
    still_open = tickets.join(ended, on="ticket_id", how="anti").collect(engine="streaming")
    return still_open["ticket_id"].sort().tail(size)


def _corrected(rows: pl.DataFrame, day: Day) -> dict[str, pl.DataFrame]:
    """Ticket rows whose recorded priority was put right afterwards; no event tells of it."""
    place = pl.col("priority").replace_strict({name: at for at, name in enumerate(PRIORITIES)})
    other = ((place + 1) % len(PRIORITIES)).replace_strict(dict(enumerate(PRIORITIES)))
    return {"tickets": _touched(rows.with_columns(priority=other), day.moments(rows.height))}


def _taken_up_again(rows: pl.DataFrame, day: Day) -> dict[str, pl.DataFrame]:
    """Tickets reopened and restored again within the day."""
    size = rows.height
    again, restored = day.moments(size, part=(0, 0.5)), day.moments(size, part=(0.5, 1))
    return {
        "tickets": _touched(rows, restored),
        "ticket_events": pl.concat(
            [_statuses(rows, again, "in_progress", day), _statuses(rows, restored, "restored", day)]
        ),
    }


def _restored(rows: pl.DataFrame, day: Day) -> dict[str, pl.DataFrame]:
    """Open tickets that were restored."""
    at = day.moments(rows.height)
    return {"tickets": _touched(rows, at), "ticket_events": _statuses(rows, at, "restored", day)}


def _opened(first: int, size: int, who: Parties, day: Day) -> dict[str, pl.DataFrame]:
    """Tickets opened within the day, with what happened to them by its end."""
    opened = np.sort(day.moments(size))
    customer = customers_at(opened, who, day.chance)
    lot = tickets_opened(opened, customer, first=first, chance=day.chance)
    events, updated_at = events_of(lot, who, until=day.ends, chance=day.chance)
    return {"tickets": tickets_frame(lot, updated_at, who, day.chance), "ticket_events": events}


def _touched(rows: pl.DataFrame, at: Whole) -> pl.DataFrame:
    return rows.with_columns(instants(at).alias("updated_at"))


def _statuses(rows: pl.DataFrame, at: Whole, status: str, day: Day) -> pl.DataFrame:
    actor = pl.Series(day.chance.integers(0, len(ENGINEERS), rows.height))
    return rows.select(
        "ticket_id",
        instants(at).alias("occurred_at"),
        field=pl.lit("status"),
        value=pl.lit(status),
        sequence=pl.lit(None, pl.Int64),
        actor=pl.Series(ENGINEERS).gather(actor),
        from_value=pl.lit(None, pl.String),
    )
