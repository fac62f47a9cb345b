"""A bulk portfolio: millions of tickets straight from arrays to Parquet.

`python -m simulate.bulk --tickets 1000000 --folder FOLDER` writes one file an entity, as a desk
would export them. It is made to be long, not to be checked: unlike `simulate.portfolio` it has no
true answers beside it. The same arguments give the same rows.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow.parquet as pq

from simulate.bulk_events import events_of
from simulate.bulk_parties import Parties, parties, term_frames
from simulate.bulk_tickets import openings, tickets_frame, tickets_opened
from simulate.chance import generator
from simulate.parameters import Parameters
from simulate.portfolio import ENDS_ON

# Tickets made at once: about 400 MiB.
PORTION = 200_000
# The stream of draws for tickets; customers have others.
STREAM = 22


def write_bulk(  # noqa: PLR0913
    folder: Path,
    *,
    tickets: int,
    customers: int = 2_000,
    zones: int = 30,
    months: int = 36,
    seed: int = 1,
    ends_on: date = ENDS_ON,
) -> tuple[Path, ...]:
    """Write a delivery of so many tickets and about five times as many events.

    Returns the paths, parents before children. Raises ValueError for a size below one.
    """
    if tickets < 1 or zones < 1:
        raise ValueError("a bulk portfolio needs a ticket and a zone")
    parameters = Parameters(seed, customers, months, ends_on)
    who = parties(parameters, zones=zones)
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, frame in term_frames(who, parameters).items():
        paths.append(folder / f"{name}.parquet")
        frame.write_parquet(paths[-1])
    return *paths, *write_portions(folder, _portions(tickets, who, parameters))


def _portions(
    tickets: int, who: Parties, parameters: Parameters
) -> Iterator[dict[str, pl.DataFrame]]:
    """Tickets with their events, a portion at a time, in the order of opening."""
    for first in range(1, tickets + 1, PORTION):
        chance = generator(parameters.seed, STREAM, first)
        numbers = np.arange(first, min(first + PORTION, tickets + 1), dtype=np.int64)
        opened, customer = openings(
            numbers, total=tickets, who=who, parameters=parameters, chance=chance
        )
        lot = tickets_opened(opened, customer, first=first, chance=chance)
        events, updated_at = events_of(lot, who, until=parameters.as_of, chance=chance)
        yield {
            "tickets": tickets_frame(lot, updated_at, who, chance),
            "ticket_events": events,
        }


def write_portions(folder: Path, portions: Iterator[dict[str, pl.DataFrame]]) -> tuple[Path, ...]:
    """Write frames by entity into one Parquet file an entity, a row group or more a portion."""
    writers: dict[str, pq.ParquetWriter] = {}
    with ExitStack() as opened:
        for frames in portions:
            for name, frame in frames.items():
                table = frame.to_arrow(compat_level=pl.CompatLevel.oldest())
                if name not in writers:
                    path = folder / f"{name}.parquet"
                    writers[name] = opened.enter_context(pq.ParquetWriter(path, table.schema))
                writers[name].write_table(table)
    return tuple(folder / f"{name}.parquet" for name in writers)


def main() -> None:
    """Write a bulk portfolio from the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--folder", type=Path, required=True)
    arguments.add_argument("--tickets", type=int, default=1_000_000)
    arguments.add_argument("--customers", type=int, default=2_000)
    arguments.add_argument("--seed", type=int, default=1)
    chosen = arguments.parse_args()
    write_bulk(chosen.folder, tickets=chosen.tickets, customers=chosen.customers, seed=chosen.seed)


if __name__ == "__main__":
    main()
