"""How the command tells one ticket's story, on a terminal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from reports import ticket_words, time_strip, wording
from reports.local_time import in_zone
from reports.ticket_story import Row, TicketStory

CLOCK_LINES = (
    *("outcome", "judged as", "because", "target", "set by", "elapsed", "known", "paused", "late"),
    *("due", "stopped"),
)
STRETCH_HEADINGS = ("from", "to", "status", "priority", "state", "counts", "so far")
COUNTED = ("counts", "so far")
# The states of a stretch that count into what elapsed.
RAN = (time_strip.RUNNING, time_strip.RUNNING_OR_RESTING)
# Room for a strip's margin; a strip wider than this is harder to read, not finer.
STRIP_MARGIN, WIDEST_STRIP = 2, 120


def show_story(console: Console, story: TicketStory) -> None:
    """Show a ticket's terms, clocks, stretches, findings and events with file and line."""
    _show_terms(console, story)
    _show_clocks(console, story)
    for clock in story.clocks.to_dicts():
        _show_stretches(console, story, clock)
    for row in story.holidays.to_dicts():
        console.print(f"Holiday: {row['local_date']} {escape(row['holiday'])}", highlight=False)
    _show_findings(console, story)
    _show_events(console, story)


def story_content(story: TicketStory) -> dict[str, Any]:
    """The same story for scripts: instants in UTC, seconds as they are."""
    return {
        "ticket": story.record,
        "clocks": [
            clock
            | {
                "priority_because": story.why_priority(clock),
                "priority_set_by": story.reclassification(clock),
                "stretches": story.stretches.filter(metric=clock["metric"]).to_dicts(),
            }
            for clock in story.clocks.to_dicts()
        ],
        "holidays": story.holidays.to_dicts(),
        "findings": story.findings.to_dicts(),
        "events": story.history.to_dicts(),
    }


def _show_terms(console: Console, story: TicketStory) -> None:
    record = story.record
    lines = [
        f"[bold]{escape(record['ticket_id'])}[/] {escape(record['summary'] or '')}",
        f"{escape(record['customer_name'])}; {record['kind']}, {record['environment']}, recorded "
        f"as {record['priority']}, requested as {record['requested_priority'] or 'nothing'}; "
        f"logged by {escape(record['opened_by'] or 'nobody named')}, channel "
        f"{escape(record['channel'] or 'unknown')}",
    ]
    if record["agreement_id"] is None:
        lines.append("No agreement was in force at the opening (AGR-1); times are UTC")
    else:
        hours = wording.opening_hours(record["opens_at"], record["closes_at"])
        lines.append(
            f"Agreement {escape(record['agreement_id'])}, {record['starts_on']} to "
            f"{record['last_day_on']}, live from {record['go_live_on'] or 'its start'}: "
            f"{wording.working_days(record['working_days'])}, {hours}, without the holidays of "
            f"{record['support_region']}; times are of {story.time_zone}"
        )
    lines += ticket_words.hidden_words(record)
    console.print("\n".join(lines), highlight=False)


def _show_clocks(console: Console, story: TicketStory) -> None:
    if story.clocks.is_empty():
        console.print("A problem has no clocks (CLK-10).", highlight=False)
        return
    table = Table("", title="Clocks", title_justify="left")
    for metric in story.clocks["metric"]:
        table.add_column(metric, overflow="fold")
    columns = [_clock_cells(clock, story) for clock in story.clocks.to_dicts()]
    for line in zip(CLOCK_LINES, *columns, strict=True):
        table.add_row(*line)
    console.print(table)


def _clock_cells(clock: Row, story: TicketStory) -> list[str]:
    zone = story.time_zone
    outcome = str(clock["outcome"]).replace("_", " ")
    if clock["excluded_reason"]:
        outcome += f" ({wording.reason(clock['excluded_reason'])})"
    return [
        outcome,
        f"{clock['kind']}, {clock['environment']}, {clock['priority']}",
        ticket_words.because(clock, story, when=_at, whence=_told_by),
        wording.NONE
        if clock["target_seconds"] is None
        else wording.target(clock["target_seconds"], clock["calendar"]),
        ticket_words.target_source(clock),
        ticket_words.ran(clock),
        ticket_words.how_known(clock),
        ticket_words.rested(clock),
        ticket_words.how_late(clock),
        ticket_words.due(clock, _at(clock["due_at"], zone)),
        _at_or_day(clock["stopped_at"], clock["stopped_from"], zone),
    ]


def _show_stretches(console: Console, story: TicketStory, clock: Row) -> None:
    """Show a clock's stretches: thousands where it ran for years, so as plain lines."""
    metric, zone = clock["metric"], story.time_zone
    lines: list[tuple[str, ...]] = [STRETCH_HEADINGS]
    elapsed = 0
    for row in story.stretches.filter(metric=metric).to_dicts():
        elapsed += (row["seconds"] or 0) if row["state"] in RAN else 0
        lines.append(_stretch_cells(row, elapsed, zone))
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    console.print(f"[italic]Stretches of the {metric} clock[/]")
    for line in lines:
        cells = [
            cell.rjust(width) if heading in COUNTED else cell.ljust(width)
            for heading, cell, width in zip(STRETCH_HEADINGS, line, widths, strict=True)
        ]
        console.out(" " + "  ".join(cells).rstrip(), highlight=False)
    _show_strip(console, story.pieces(metric))


def _show_strip(console: Console, pieces: list[time_strip.Piece]) -> None:
    width = min(WIDEST_STRIP, max(1, console.width - STRIP_MARGIN))
    length = int((pieces[-1].ended_at - pieces[0].started_at).total_seconds())
    console.out(f" {time_strip.time_strip(pieces, width=width)}", highlight=False)
    mark, whole = map(wording.exact_duration, (round(length / width), length))
    scale = f"; a mark is {mark} of {whole}" if length else ""
    console.out(f" {time_strip.legend(pieces)}{scale}", highlight=False)


def _stretch_cells(row: Row, elapsed: int, zone: str) -> tuple[str, ...]:
    state = str(row["state"]).replace("_", " ")
    priority = str(row["priority"])
    if row["recorded_priority"] != row["priority"]:
        priority += f" (recorded {row['recorded_priority']})"
    return (
        _at(row["started_at"], zone),
        _at(row["ended_at"], zone),
        str(row["status"]),
        priority,
        f"{state}: {row['holiday']}" if row["holiday"] else state,
        wording.exact_duration(row["seconds"]) if row["state"] in time_strip.COUNTED else "",
        wording.exact_duration(elapsed)
        if row["state"] in RAN and row["seconds"] is not None
        else "",
    )


def _show_findings(console: Console, story: TicketStory) -> None:
    for row in story.findings.to_dicts():
        console.print(
            f"[bold]Finding {row['rule_id']}[/] ({row['severity']}): {escape(row['message'])}",
            highlight=False,
        )


def _show_events(console: Console, story: TicketStory) -> None:
    record, zone = story.record, story.time_zone
    table = Table(title="Events", title_justify="left")
    for heading in ("when", "what", "became", "by", "told by"):
        table.add_column(heading, overflow="fold")
    of_day = record["opened_at"] if record["opened_until"] is not None else None
    opened = _at_or_day(record["opened_at"], of_day, zone)
    opening = (opened, "opened", record["priority"], "", _told_by(record))
    table.add_row(*opening)
    for event in story.history.to_dicts():
        table.add_row(*_event_cells(event, zone))
    console.print(table)
    files = {record["delivery_id"]: record["file_name"]} | dict(
        story.history.select("delivery_id", "file_name").iter_rows()
    )
    for delivery_id, file_name in sorted(files.items()):
        console.print(f"Delivery {delivery_id}: {escape(file_name)}", highlight=False)


def _event_cells(event: Row, zone: str) -> list[str]:
    when = _at_or_day(event["counted_at"], event["occurred_from"], zone)
    if event["counted_at"] != event["occurred_at"]:
        when += f" (stamped {_at(event['occurred_at'], zone)}, before the opening)"
    return [
        when,
        str(event["field"]),
        escape(str(event["value"] or "")),
        escape(str(event["actor"] or "")),
        _told_by(event),
    ]


def _told_by(row: Row) -> str:
    return f"delivery {row['delivery_id']}, line {wording.row_place(row['row_number'])}"


def _at_or_day(instant: datetime | None, of_day: datetime | None, zone: str) -> str:
    """Of an instant that is known by its day alone the day (CLK-15)."""
    if instant is None or of_day is None:
        return _at(instant, zone)
    return f"{in_zone(of_day, zone):%Y-%m-%d}, time not known"


def _at(instant: datetime | None, zone: str) -> str:
    if instant is None:
        return wording.NONE
    return in_zone(instant, zone).strftime("%Y-%m-%d %H:%M:%S")
