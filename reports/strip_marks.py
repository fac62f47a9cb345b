"""What a strip chart draws of one clock: its states and the marks on it, in local time."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from reports.local_time import in_zone
from reports.ticket_story import TicketStory
from reports.time_strip import NAMES


def strip_pieces(story: TicketStory, metric: str) -> pl.DataFrame:
    """One row per stretch: from_at, until_at (local, without zone), lane (the state's name)."""
    return pl.DataFrame(
        [
            (
                _local(piece.started_at, story),
                _local(piece.ended_at, story),
                NAMES[piece.state],
            )
            for piece in story.pieces(metric)
        ],
        schema={"from_at": pl.Datetime, "until_at": pl.Datetime, "lane": pl.String},
        orient="row",
    )


def strip_marks(story: TicketStory, metric: str) -> pl.DataFrame:
    """One row per mark: at (local, without zone), lane.

    Opening, answer, reclassifications before the stop, due instant and stop, as far as they are.
    """
    clock = story.clocks.filter(metric=metric).row(0, named=True)
    answers = story.clocks.filter(metric="response")["stopped_at"].to_list()
    ends = clock["stopped_at"]
    settings = story.history.filter(field="priority")["counted_at"].to_list()
    marks = [
        ("opened", clock["started_at"]),
        *(("answered", answer) for answer in answers),
        *(("reclassified", at) for at in settings if ends is None or at <= ends),
        ("due", clock["due_at"]),
        *([] if metric == "response" else [("stopped at", ends)]),
    ]
    return pl.DataFrame(
        [(_local(at, story), lane) for lane, at in marks if at is not None],
        schema={"at": pl.Datetime, "lane": pl.String},
        orient="row",
    )


def _local(instant: datetime, story: TicketStory) -> datetime:
    return in_zone(instant, story.time_zone).replace(tzinfo=None)
