"""What the page Ticket says: a ticket's terms, clocks, events and findings as tables of text.

Nothing is computed here; instants become local times, seconds become hours.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import polars as pl

from reports import wording
from reports.local_time import in_zone
from reports.ticket_story import Row, TicketStory
from reports.time_strip import COUNTED, NAMES

NOT_KNOWN = "not known"
FIELDS = {"status": "status", "priority": "priority", "requested_priority": "requested priority"}


def moment(instant: datetime | None, zone: str) -> str:
    """`9 Jun 2026, 16:00:01`, local to the second; a dash for none."""
    if instant is None:
        return wording.NONE
    return in_zone(instant, zone).strftime("%-d %b %Y, %H:%M:%S")


def moment_or_day(instant: datetime | None, of_day: datetime | None, zone: str) -> str:
    """The moment; `9 Jun 2026, time not known` where `of_day`, its day alone, is known (CLK-15)."""
    if instant is None or of_day is None:
        return moment(instant, zone)
    return f"{in_zone(of_day, zone):%-d %b %Y}, time not known"


def told_by(row: Row) -> str:
    """The delivery, file and row that brought a record or an event."""
    place = wording.row_place(row["row_number"])
    return f"delivery {row['delivery_id']}, {row['file_name']}, row {place}"


def record_words(story: TicketStory) -> str:
    """What the ticket is, in one sentence."""
    row = story.record
    logged_by = row["opened_by"] or "nobody named"
    return (
        f"{row['customer_name']}: {row['kind'].replace('_', ' ')}, "
        f"{row['environment'].replace('_', '-')}, recorded as {row['priority']}, requested as "
        f"{row['requested_priority'] or 'nothing'}; logged by {logged_by}, "
        f"channel {row['channel'] or 'unknown'}; opened {opened(story)}."
    )


def opened(story: TicketStory) -> str:
    """When it was opened, as far as its export says."""
    row = story.record
    of_day = row["opened_at"] if row["opened_until"] is not None else None
    return moment_or_day(row["opened_at"], of_day, story.time_zone)


def hidden_words(row: Row) -> list[str]:
    """What the export does not show of a ticket, a sentence a clock (CLK-13)."""
    return [
        f"The export does not show when this ticket {hidden}: its {metric} took at most the time "
        "shown (CLK-13)."
        for metric, hidden in (("response", "was answered"), ("restoration", "waited"))
        if not row[f"has_{metric}_history"]
    ]


def terms_words(story: TicketStory) -> str:
    """The agreement that judges it, with its hours and zone (AGR-1)."""
    row = story.record
    if row["agreement_id"] is None:
        return "No agreement was in force at the opening (AGR-1). Times are UTC."
    hours = wording.opening_hours(row["opens_at"], row["closes_at"])
    days = wording.working_days(row["working_days"])
    return (
        f"Agreement {row['agreement_id']}, {row['starts_on']} to {row['last_day_on']}, live from "
        f"{row['go_live_on'] or 'its start'}: {days}, {hours}, "
        f"without the holidays of {row['support_region']}. Times are of {story.time_zone}."
    )


def clock_rows(story: TicketStory) -> pl.DataFrame:
    """A column a clock: the verdict, and why this priority and this target."""
    zone = story.time_zone
    told = _table(
        [
            {
                "Clock": clock["metric"],
                "Verdict": _verdict(clock),
                "How late": how_late(clock),
                "Priority": clock["priority"],
                "Why this priority": because(clock, story),
                "Target": wording.NONE
                if clock["target_seconds"] is None
                else wording.target(clock["target_seconds"], clock["calendar"]),
                "Set by": target_source(clock),
                "Ran": ran(clock),
                "How far it is known": how_known(clock),
                "Rested": rested(clock),
                "Due": due(clock, moment(clock["due_at"], zone)),
                "Stopped": moment_or_day(clock["stopped_at"], clock["stopped_from"], zone),
            }
            for clock in story.clocks.to_dicts()
        ]
    )
    return told.transpose(include_header=True, header_name=" ", column_names="Clock")


def how_late(clock: Row) -> str:
    """`2 h late, 24x7`; at most how late where that could not be measured; a dash for neither."""
    if clock["late_seconds"] is None:
        return wording.NONE
    if clock["outcome"] == "not_measurable":
        return wording.may_be_late(clock["late_seconds"], clock["calendar"])
    return wording.lateness(clock["late_seconds"], clock["calendar"], clock["least_late_seconds"])


def ran(clock: Row) -> str:
    """`9:00:01`, `at most 384:00:00`, `0:00:00 to 7:45:00`; a dash without a calendar."""
    most, least = clock["elapsed_seconds"], clock["least_elapsed_seconds"]
    return wording.time_taken(most, least, wording.exact_duration)


def how_known(clock: Row) -> str:
    """Whether what ran is exact, the most, or a range, and what the export hides."""
    most, least = clock["elapsed_seconds"], clock["least_elapsed_seconds"]
    if most is None:
        return wording.NONE
    if least is None:
        hidden = "first answers" if clock["metric"] == "response" else "waiting times"
        return f"at most: {hidden} are hidden by the export (CLK-13)"
    return "exactly" if least == most else "as a range: only the day is known (CLK-15)"


def rested(clock: Row) -> str:
    """`5:33:20`; what the export hides is not known."""
    return NOT_KNOWN if _hides_rests(clock) else wording.exact_duration(clock["paused_seconds"])


def due(clock: Row, at: str) -> str:
    """`at`; no earlier where it may have rested, and not known where it could not be measured."""
    if clock["outcome"] == "not_measurable":
        return NOT_KNOWN
    return f"{at} or later" if clock["due_at"] and _hides_rests(clock) else at


def _hides_rests(clock: Row) -> bool:
    is_hidden = clock["elapsed_seconds"] is not None and clock["least_elapsed_seconds"] is None
    return is_hidden and bool(clock["metric"] == "restoration")


def because(
    clock: Row,
    story: TicketStory,
    *,
    when: Callable[[datetime | None, str], str] = moment,
    whence: Callable[[Row], str] = told_by,
) -> str:
    """Why a clock's priority is the one that judges it, and who set it (PRI-1, PRI-2, PRI-3).

    `when` words an instant in a zone, `whence` the row that brought an event.
    """
    why = story.why_priority(clock)
    if clock["recorded_priority"] != clock["priority"]:
        return f"{why}; recorded as {clock['recorded_priority']} (PRI-2)"
    setting = story.reclassification(clock)
    if setting is None or why != "as last set":
        return why
    return f"{why}, {when(setting['counted_at'], story.time_zone)} (PRI-3), {whence(setting)}"


def target_source(clock: Row) -> str:
    """Where a clock's target comes from (TGT-1, TGT-2)."""
    match clock["target_source"]:
        case "handbook":
            return "the handbook (TGT-1)"
        case "agreement":
            return f"the agreement, from {clock['target_valid_from']} on (TGT-2)"
    return wording.NONE


def stretch_rows(stretches: pl.DataFrame, zone: str) -> pl.DataFrame:
    """A line a stretch of a clock, as `ticket_stretches.sql` gives them."""
    return _table(
        [
            {
                "From": moment(row["started_at"], zone),
                "To": moment(row["ended_at"], zone),
                "Status": row["status"],
                "Priority": row["priority"],
                "State": f"holiday: {row['holiday']}" if row["holiday"] else NAMES[row["state"]],
                "Counts": wording.exact_duration(row["seconds"])
                if row["state"] in COUNTED
                else None,
            }
            for row in stretches.to_dicts()
        ]
    )


def event_rows(story: TicketStory) -> pl.DataFrame:
    """The opening and each event, in the order in which they count, with what brought it."""
    record, zone = story.record, story.time_zone
    opening = {
        "When": opened(story),
        "What": "opened",
        "Became": record["priority"],
        "By": record["opened_by"],
        "Brought by": told_by(record),
    }
    return _table([opening, *(_event(row, zone) for row in story.history.to_dicts())])


def finding_rows(story: TicketStory) -> pl.DataFrame:
    """A line a broken rule, the oldest first."""
    return _table(
        [
            {
                "Rule": row["rule_id"],
                "Severity": row["severity"],
                "When": moment(row["occurred_at"], story.time_zone),
                "What is wrong": row["message"],
            }
            for row in story.findings.to_dicts()
        ]
    )


def _verdict(clock: Row) -> str:
    outcome = {"breached": "missed"}.get(clock["outcome"], clock["outcome"].replace("_", " "))
    if clock["excluded_reason"]:
        outcome += f" ({wording.reason(clock['excluded_reason'])})"
    return str(outcome)


def _event(row: Row, zone: str) -> dict[str, str | None]:
    when = moment_or_day(row["counted_at"], row["occurred_from"], zone)
    if row["counted_at"] != row["occurred_at"]:
        when += f" (stamped {moment(row['occurred_at'], zone)}, before the opening)"
    return {
        "When": when,
        "What": FIELDS.get(row["field"], row["field"]),
        "Became": row["value"],
        "By": row["actor"],
        "Brought by": told_by(row),
    }


def _table(rows: list[dict[str, str | None]]) -> pl.DataFrame:
    return pl.DataFrame(rows, infer_schema_length=None)
