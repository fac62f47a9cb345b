"""A delivery is taken back, or counts again, and what is said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import duckdb

from ingest.set_aside import bring_back, withdraw
from ingest.taken_back import gone_records, records_words
from pipeline.ledger import write_ledger
from pipeline.workspace import Workspace


@dataclass(frozen=True)
class TakenBack:
    """A delivery that was taken back or counts again; `also` are those that count again with it.

    `gone` counts by entity the records that are out of force since, of whichever delivery.
    """

    delivery_id: int
    file_name: str
    rows_loaded: int
    counts: bool
    also: tuple[tuple[int, str], ...] = ()
    gone: dict[str, int] = field(default_factory=dict)


def take_back(workspace: Workspace, delivery_id: int) -> TakenBack:
    """Let a delivery count as if it had never come; raw keeps its rows.

    Raises RefusedError for one that is not there or does not count.
    """
    with workspace.alone("withdraw"), workspace.writing() as connection:
        back = withdraw(connection, delivery_id, scratch=workspace.scratch)
        gone = gone_records(connection)
        write_ledger(workspace, connection)
        also = tuple((number, _delivery(connection, number)[0]) for number in back)
        named = _delivery(connection, delivery_id)
        return TakenBack(delivery_id, *named, counts=False, also=also, gone=gone)


def let_count(workspace: Workspace, delivery_id: int) -> TakenBack:
    """Let a delivery count again that was taken back; RefusedError where it was not, or cannot."""
    with workspace.alone("withdraw"), workspace.writing() as connection:
        bring_back(connection, delivery_id, scratch=workspace.scratch)
        write_ledger(workspace, connection)
        return TakenBack(delivery_id, *_delivery(connection, delivery_id), counts=True)


def said_of(done: TakenBack) -> Sequence[str]:
    """Say what was done, and what follows."""
    rows = "row" if done.rows_loaded == 1 else "rows"
    what = f"Delivery {done.delivery_id} ({done.file_name}, {done.rows_loaded:,} {rows} loaded)"
    if done.counts:
        return [f"{what} counts again.", "Run `service-review build` to publish figures with it."]
    return [
        f"{what} is taken back: it counts as if it had never come. Its rows are kept.",
        *([f"Out of force now: {records_words(done.gone)}."] if done.gone else []),
        *(
            f"Delivery {number} ({name}), which it had replaced, counts again."
            for number, name in done.also
        ),
        "Run `service-review build` to publish figures without it. To undo this: "
        f"`service-review withdraw {done.delivery_id} --undo`.",
    ]


def _delivery(connection: duckdb.DuckDBPyConnection, delivery_id: int) -> tuple[str, int]:
    ((name, loaded),) = connection.execute(
        "select file_name, rows_loaded from raw.deliveries where delivery_id = $id",
        {"id": delivery_id},
    ).fetchall()
    return str(name), int(loaded)
