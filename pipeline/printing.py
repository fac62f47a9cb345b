"""How the command shows what it found, on a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import polars as pl
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ingest.deliveries import Delivery
from ingest.errors import RefusedError
from reports import what_if, wording
from reports.local_time import in_zone
from reports.ticket_story import TicketStory
from reports.what_if import WhatIf

CLOCK_LINES = ("outcome", "judged as", "target", "elapsed", "paused", "due", "stopped")


def show_deliveries(console: Console, deliveries: Sequence[Delivery]) -> None:
    """Show, for each file, that read = loaded + quarantined + known."""
    if not deliveries:
        return
    table = Table(title="Taken in", title_justify="left")
    table.add_column("file", overflow="fold")
    table.add_column("brings", overflow="fold")
    for heading in ("read", "loaded", "quarantined", "known"):
        table.add_column(heading, justify="right")
    for one in deliveries:
        counts = (one.rows_read, one.rows_loaded, one.rows_quarantined, one.rows_known)
        table.add_row(
            escape(one.file_name), one.entity, *(wording.number(count) for count in counts)
        )
    console.print(table)
    for one in deliveries:
        _show_remarks(console, one)


def _show_remarks(console: Console, one: Delivery) -> None:
    name = escape(one.file_name)
    if not one.is_new and not one.rows_loaded:
        console.print(f"{name}: delivered before; nothing of it is new.")
    for rows, first, column, value, reason in one.complaints:
        what = f"{column} {value!r}: " if column else ""
        more = f" and {wording.counted(rows - 1, 'more row')}" if rows > 1 else ""
        console.print(f"{name}, row {first}{more} quarantined: {escape(what + reason)}.")
    if one.complaints:
        console.print(
            "  See them with: service-review query "
            '"select * from quarantine where delivery_id = '
            f'{one.delivery_id}" (after the next build)',
            highlight=False,
        )
    if one.unknown_columns:
        names = escape(", ".join(one.unknown_columns))
        console.print(
            f"{name}: these columns are kept with the rows, but nothing is made of them: {names}. "
            "This is said once.",
            highlight=False,
        )


def show_refused(console: Console, refused: Sequence[RefusedError]) -> None:
    """Say which files were refused whole, and the way out."""
    for error in refused:
        console.print(f"[bold]Refused:[/] {escape(str(error))}", highlight=False)


def show_frame(console: Console, frame: pl.DataFrame, *, title: str = "") -> None:
    """Show a frame whole, as a table."""
    table = Table(title=title or None, title_justify="left")
    for name, kind in frame.schema.items():
        table.add_column(
            escape(name), justify="right" if kind.is_numeric() else "left", overflow="fold"
        )
    for row in frame.iter_rows():
        table.add_row(*("" if cell is None else escape(str(cell)) for cell in row))
    console.print(table)


def show_story(console: Console, story: TicketStory) -> None:
    """Show a ticket's clocks and, behind each event, the delivery, file and line."""
    ticket = story.ticket.row(0, named=True)
    zone = story.time_zone
    console.print(
        f"[bold]{escape(ticket['ticket_id'])}[/] {escape(ticket['summary'] or '')}\n"
        f"{escape(ticket['customer_name'])}, agreement {escape(ticket['agreement_id'] or 'none')}; "
        f"{ticket['kind']}, {ticket['environment']}, recorded as {ticket['priority']}; "
        f"times are of {zone}",
        highlight=False,
    )
    if not ticket["has_status_history"]:
        console.print("Its source keeps no history of statuses: rests are hidden (CLK-13).")
    clocks = Table("", title="Clocks", title_justify="left")
    for metric in story.clocks["metric"]:
        clocks.add_column(metric, overflow="fold")
    columns = [_clock_cells(clock, zone) for clock in story.clocks.iter_rows(named=True)]
    for line in zip(CLOCK_LINES, *columns, strict=True):
        clocks.add_row(*line)
    console.print(clocks)
    events = Table(title="Events", title_justify="left")
    for heading in ("when", "what", "became", "by", "told by"):
        events.add_column(heading, overflow="fold")
    events.add_row(
        _at(ticket["opened_at"], zone),
        "opened",
        ticket["priority"],
        "",
        f"delivery {ticket['delivery_id']}, line {ticket['row_number']}",
    )
    for event in story.history.iter_rows(named=True):
        events.add_row(*_event_cells(event, zone))
    console.print(events)
    files = {ticket["delivery_id"]: ticket["file_name"]} | dict(
        story.history.select("delivery_id", "file_name").iter_rows()
    )
    for delivery_id, file_name in sorted(files.items()):
        console.print(f"Delivery {delivery_id}: {escape(file_name)}", highlight=False)


def show_what_if(console: Console, found: WhatIf) -> None:
    """Show what was asked, and each figure and clock that would differ."""
    for one in found.changes:
        console.print(f"What if {one.name} were {one.after}, and not {one.before}?", style="bold")
    console.print(f"As of {found.as_of:%Y-%m-%d %H:%M:%S} UTC, compared with {found.baseline}.")
    for note in found.notes:
        console.print(note)
    console.print(what_if.summary(found))
    if found.flipped:
        show_frame(console, what_if.flip_count_rows(found), title="Outcomes")
    show_frame(console, what_if.attainment_rows(found), title="Met of decided, all months")
    if found.flipped:
        show_frame(console, what_if.flip_rows(found), title="Clocks whose outcome would change")


def _clock_cells(clock: dict[str, object], zone: str) -> list[str]:
    outcome = str(clock["outcome"])
    if clock["excluded_reason"]:
        outcome += f" ({wording.reason(str(clock['excluded_reason']))})"
    target = clock["target_seconds"]
    return [
        outcome,
        f"{clock['kind']}, {clock['environment']}, {clock['priority']}",
        wording.NONE
        if target is None
        else wording.target(int(str(target)), str(clock["calendar"])),
        _span(clock["elapsed_seconds"]),
        _span(clock["paused_seconds"]),
        _at(clock["due_at"], zone),
        _at(clock["stopped_at"], zone),
    ]


def _event_cells(event: dict[str, object], zone: str) -> list[str]:
    when = _at(event["counted_at"], zone)
    if event["counted_at"] != event["occurred_at"]:
        when += f" (stamped {_at(event['occurred_at'], zone)}, before the opening)"
    return [
        when,
        str(event["field"]),
        escape(str(event["value"] or "")),
        escape(str(event["actor"] or "")),
        f"delivery {event['delivery_id']}, line {event['row_number']}",
    ]


def _span(seconds: object) -> str:
    """Hours, minutes and seconds in full: the figure that a target is compared with."""
    return wording.exact_duration(None if seconds is None else int(str(seconds)))


def _at(instant: object, zone: str) -> str:
    if not isinstance(instant, datetime):
        return wording.NONE
    return in_zone(instant, zone).strftime("%Y-%m-%d %H:%M:%S")
