"""Several tickets beside each other: the page Ticket's own words, a column or a line for each.

Nothing is computed here; what a ticket says stands in `reports.ticket_words`.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from reports import ticket_words, wording
from reports.ticket_story import Row, TicketStory

Stories = Sequence[TicketStory]

KNOWN, HIDDEN = "known", "hidden by the export (CLK-13)"


def record_rows(stories: Stories) -> pl.DataFrame:
    """A column a ticket: what it is, and the terms that judge it."""
    told = [_record(story) for story in stories]
    return pl.DataFrame(
        {" ": list(told[0])}
        | {
            story.record["ticket_id"]: list(record.values())
            for story, record in zip(stories, told, strict=True)
        },
        schema_overrides={story.record["ticket_id"]: pl.String for story in stories},
    )


def clock_rows(stories: Stories, metric: str) -> pl.DataFrame:
    """A column a ticket: `ticket_words.clock_rows` of one metric; a problem has none (CLK-10)."""
    clocked = [story for story in stories if not story.clocks.filter(metric=metric).is_empty()]
    columns = [
        ticket_words.clock_rows(story).select(
            pl.col(" "), pl.col(metric).alias(story.record["ticket_id"])
        )
        for story in clocked
    ]
    if not columns:
        return pl.DataFrame()
    return pl.concat([columns[0], *(column.drop(" ") for column in columns[1:])], how="horizontal")


def finding_rows(stories: Stories) -> pl.DataFrame:
    """A line a broken rule, with its ticket, ticket by ticket."""
    return _together(
        [_named(ticket_words.finding_rows(story), story) for story in stories if not _keeps(story)]
    )


def history_rows(stories: Stories) -> pl.DataFrame:
    """What happened to all of them, in the order of time, each in its customer's own."""
    told = [
        _named(ticket_words.event_rows(story), story).with_columns(
            pl.Series("Times in", [story.time_zone] * (story.history.height + 1)),
            pl.Series("at", [story.record["opened_at"], *story.history["counted_at"]]),
        )
        for story in stories
    ]
    together = _together(told).sort("at", maintain_order=True).drop("at")
    return together.drop("Times in") if together["Times in"].n_unique() == 1 else together


def _record(story: TicketStory) -> dict[str, str]:
    row = story.record
    return {
        "Summary": row["summary"] or "without a summary",
        "Customer": row["customer_name"],
        "Kind": row["kind"].replace("_", " "),
        "Environment": row["environment"].replace("_", "-"),
        "Recorded as": row["priority"],
        "Requested as": row["requested_priority"] or "nothing",
        "Opened": ticket_words.opened(story),
        "Logged by": row["opened_by"] or "nobody named",
        "Channel": row["channel"] or "unknown",
        "Agreement": row["agreement_id"] or "none in force (AGR-1)",
        "Business hours": _hours(row),
        "Times in": story.time_zone,
        "First answer": KNOWN if row["has_response_history"] else HIDDEN,
        "Rests": KNOWN if row["has_restoration_history"] else HIDDEN,
        "Brought by": ticket_words.told_by(row),
    }


def _hours(row: Row) -> str:
    if row["agreement_id"] is None:
        return wording.NONE
    hours = wording.opening_hours(row["opens_at"], row["closes_at"])
    days = wording.working_days(row["working_days"])
    return f"{days}, {hours}, without the holidays of {row['support_region']}"


def _keeps(story: TicketStory) -> bool:
    return story.findings.is_empty()


def _named(rows: pl.DataFrame, story: TicketStory) -> pl.DataFrame:
    return rows.select(pl.lit(story.record["ticket_id"]).alias("Ticket"), pl.all())


def _together(frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat(frames, how="vertical_relaxed") if frames else pl.DataFrame()
