"""How the command shows what it found, on a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
from rich.console import Console, JustifyMethod
from rich.markup import escape
from rich.table import Table

from ingest.errors import RefusedError
from reports import intake_words, what_if, wording
from reports.data_words import cut
from reports.what_if import WhatIf

if TYPE_CHECKING:
    # Taking in takes a second to import; verbs that only read should not wait for it.
    from ingest.delivery_register import Delivery
    from ingest.in_force import GivenWay
    from pipeline.backtest import Backtest
    from pipeline.past_backtest import PastBacktest


def show_deliveries(console: Console, deliveries: Sequence[Delivery]) -> None:
    """Show, for each file, that read = loaded + quarantined + known."""
    if not deliveries:
        return
    table = Table(title="Taken in", title_justify="left")
    table.add_column("no.", justify="right")
    table.add_column("file", overflow="fold")
    table.add_column("brings", overflow="fold")
    for heading in ("read", "loaded", "quarantined", "known"):
        table.add_column(heading, justify="right")
    for one in deliveries:
        counts = (one.rows_read, one.rows_loaded, one.rows_quarantined, one.rows_known)
        table.add_row(
            str(one.delivery_id),
            escape(one.file_name),
            one.entity,
            *(wording.number(count) for count in counts),
        )
    console.print(table)
    for one in deliveries:
        _show_remarks(console, one)


def _show_remarks(console: Console, one: Delivery) -> None:
    name = escape(one.file_name)
    if not one.is_new and not one.rows_loaded:
        console.print(f"{name}: delivered before; nothing of it is new.")
    for number in one.replaces:
        console.print(
            f"{name}: delivery {number} was the same file, read in another way; this reading takes "
            "its place.",
            highlight=False,
        )
    for remark in one.remarks:
        console.print(f"{name}: {escape(remark)}", highlight=False)
    for complaint in one.complaints:
        column, value = complaint.column, complaint.value
        what = f"{column} {cut(value)!r}: " if column else ""
        # Of a line that is no row there is its text alone.
        text = f": {cut(value)!r}" if value and not column else ""
        row = wording.row_place(complaint.first_row)
        said = f"{what}{complaint.reason}{text}. {intake_words.others_words(complaint)}".strip()
        console.print(f"{name}, row {row} quarantined: {escape(said)}")
    if one.complaints:
        console.print(
            f"  {_again(one, 'the rows in the file')}: rows that are loaded already are not loaded "
            "twice. After the next build, list the refused rows with: "
            'service-review query "select * from quarantine where delivery_id = '
            f'{one.delivery_id}"',
            highlight=False,
        )
    if one.unknown_columns:
        names = escape(", ".join(one.unknown_columns))
        console.print(
            f"{name}: columns that are not used, only kept with the rows: {names}. "
            "This notice comes once.",
            highlight=False,
        )


def _again(one: Delivery, what: str) -> str:
    """Say how the refused rows come in: by a correction, or once what they name is there."""
    from ingest.refusal_words import NOTHING_YET

    awaited = [
        parent
        for parent, reason in NOTHING_YET.items()
        if any(complaint.reason == reason for complaint in one.complaints)
    ]
    if awaited and all(complaint.reason in NOTHING_YET.values() for complaint in one.complaints):
        return f"Take the file in again once {' and '.join(awaited)} are there"
    mapping = f", or the mapping {escape(one.mapping)}," if one.mapping else ""
    return f"Correct {what}{mapping} and take it in again"


def show_given_way(console: Console, given_way: Sequence[GivenWay]) -> None:
    """Say which of the rows loaded are out of force by now, and what took their place."""
    for sentence in intake_words.given_way_words([asdict(one) for one in given_way]):
        console.print(escape(sentence), highlight=False)


def show_refused_rows(
    console: Console,
    deliveries: Sequence[Delivery],
    *,
    at_most: float | None,
    is_dry_run: bool = False,
) -> None:
    """Say of which files every row was refused, or more than the share `at_most`, and the rest."""
    for one in deliveries:
        others = one.rows_read - one.rows_quarantined
        count = f"{wording.number(one.rows_quarantined)} of {wording.counted(one.rows_read, 'row')}"
        what = f"{escape(one.file_name)}: {count} refused, for the reasons above"
        again = _again(one, "the file")
        if not others:
            console.print(f"[bold]Refused:[/] {what}: nothing is left. {again}.", highlight=False)
            continue
        came_in = "would come in" if is_dry_run else "came in, or were known already"
        back = f"; service-review withdraw {one.delivery_id} takes back what came in"
        console.print(
            f"[bold]Too many rows refused:[/] {what}: more than the share of {at_most:g} that "
            f"--refused-at-most allows. The other {wording.number(others)} {came_in}. "
            f"{again}{'' if is_dry_run else back}.",
            highlight=False,
        )


def show_doubts(console: Console, doubts: Sequence[str]) -> None:
    """Say what looks wrong in the data as a whole."""
    for one in doubts:
        console.print(f"[bold]Look at this:[/] {escape(one)}", highlight=False)


def distance(earlier: datetime, later: datetime) -> str:
    """`151 days ago`, `3 hours ago`, `2 days ahead`."""
    seconds = (later - earlier).total_seconds()
    size = abs(seconds)
    amount = (
        wording.counted(round(size / 86400), "day")
        if size >= 2 * 86400
        else wording.counted(round(size / 3600), "hour")
        if size >= 7200
        else wording.counted(round(size / 60), "minute")
    )
    return f"{amount} {'ago' if seconds >= 0 else 'ahead of now'}"


def show_passed_over(console: Console, paths: Sequence[Path]) -> None:
    """Say which things in a folder are passed over, and why."""
    # Verbs that only read do not wait for the readers of files.
    from ingest.file_names import passed_over_words

    for sentence in passed_over_words(paths):
        console.print(escape(sentence), highlight=False)


def show_remarks(console: Console, remarks: Sequence[str]) -> None:
    """Say which sheets of workbooks brought nothing."""
    for one in remarks:
        console.print(one, markup=False, highlight=False, soft_wrap=True)


def show_refused(console: Console, refused: Sequence[RefusedError]) -> None:
    """Say which files were refused whole, and the way out."""
    for error in refused:
        console.print(f"[bold]Refused:[/] {escape(str(error))}", highlight=False)


def show_frame(console: Console, frame: pl.DataFrame, *, title: str = "") -> None:
    """Show a frame whole, as a table."""
    table = Table(title=title or None, title_justify="left")
    for name, kind in frame.schema.items():
        justify: JustifyMethod = "right" if kind.is_numeric() else "left"
        table.add_column(escape(name), justify=justify, overflow="fold")
    for row in frame.iter_rows():
        table.add_row(*("" if cell is None else escape(str(cell)) for cell in row))
    console.print(table)


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


def show_past_backtest(console: Console, found: PastBacktest) -> None:
    """Show how good the forecasts of past contract years were, the run rate beside them."""
    from reports import backtest_page

    console.print(f"As of {found.as_of:%Y-%m-%d %H:%M:%S} UTC, from {found.snapshot}.")
    console.print(backtest_page.answer(found.summary))
    show_frame(console, backtest_page.score_rows(found.summary), title="Past contract years")
    show_frame(
        console,
        backtest_page.calibration_rows(found.calibration),
        title="The chance said, and how often the quota ran out",
    )


def show_backtest(console: Console, done: Backtest) -> None:
    """Say what was forecast, and by which parameters."""
    console.print(
        f"{wording.counted(done.forecasts, 'forecast')} written to {done.out}.", markup=False
    )
    if done.fitted_on_series:
        console.print(f"Fitted on {wording.number(done.fitted_on_series)} series.")
    if done.left_out_series:
        console.print(
            f"{wording.number(done.left_out_series)} series of --train are to be forecast "
            "themselves and were left out of the fitting."
        )
    if done.by_shipped:
        names = ", ".join(done.by_shipped)
        console.print(
            f"No series to fit on for {names}: level from the windows known, parameters of the "
            "other portfolios or as shipped.",
            markup=False,
        )
