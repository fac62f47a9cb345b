"""The instant that a build looks from: what looks wrong about it, and why there may be none."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from pipeline.build import latest_instant
from pipeline.errors import StoppedError
from pipeline.intake import take_in_all
from pipeline.looked_from import doubts_of
from pipeline.workspace import Workspace
from tests.ingest.conftest import CUSTOMERS, TICKETS

NOW = datetime(2026, 11, 30, 12)
LATEST = (
    "2026-12-01 12:00:01 UTC lies ahead: every open clock runs until then. For the figures of "
    "today say --as-of now."
)


@pytest.mark.parametrize(
    ("as_of", "said"),
    [
        (datetime(2026, 6, 16, 9), ()),
        (
            datetime(2026, 6, 16, 8, 59, 59),
            (
                "No ticket had been opened by 2026-06-16 08:59:59 UTC; the first was opened on "
                "2026-06-16. Say a later instant with --as-of.",
            ),
        ),
        (datetime(2026, 12, 1, 12), ()),
        (datetime(2026, 12, 1, 12, 0, 1), (LATEST,)),
        (
            datetime(2030, 1, 1, 23, 59, 59),
            (LATEST.replace("2026-12-01 12:00:01", "2030-01-01 23:59:59"),),
        ),
    ],
)
def test_an_instant_before_the_first_ticket_or_far_ahead_is_said(
    tmp_path: Path, as_of: datetime, said: tuple[str, ...]
) -> None:
    workspace = delivered(tmp_path, {"customers": CUSTOMERS}, {"tickets": TICKETS})

    with workspace.writing() as connection:
        assert tuple(doubts_of(connection, as_of, now=NOW)) == said


@pytest.mark.parametrize(
    ("entity", "rows", "why"),
    [
        (
            "customers",
            "customer_id,name,withdrawn\nC1,,true\nC2,,true\n",
            "2 tickets were delivered, but none of them is in force, since the customers were",
        ),
        (
            "tickets",
            TICKETS.splitlines()[0] + ",withdrawn\nT1,,,,,,,true\nT2,,,,,,,true\n",
            "none of them is in force, since they or the delivery was taken back. Deliver the ",
        ),
    ],
)
def test_tickets_that_were_delivered_and_taken_back_are_no_missing_data(
    tmp_path: Path, entity: str, rows: str, why: str
) -> None:
    files = [{"customers": CUSTOMERS}, {"tickets": TICKETS}, {entity: rows}]
    workspace = delivered(tmp_path, *files)

    with workspace.writing() as connection, pytest.raises(StoppedError, match=why):
        latest_instant(connection)


def test_where_no_ticket_was_delivered_that_is_said(tmp_path: Path) -> None:
    workspace = delivered(tmp_path, {"customers": CUSTOMERS})

    with (
        workspace.writing() as connection,
        pytest.raises(StoppedError, match="no ticket, no change, no exit"),
    ):
        latest_instant(connection)


def delivered(folder: Path, *files: dict[str, str]) -> Workspace:
    """A workspace into which these files came, one after another."""
    workspace = Workspace(folder / "workspace")
    for file in files:
        for entity, text in file.items():
            (folder / f"{entity}.csv").write_text(text)
            take_in_all(workspace, [folder / f"{entity}.csv"])
    return workspace
