"""How the command shows a dry run, on a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from rich.console import Console
from rich.table import Table
from rich.text import Text

from reports import intake_words

NUMBERS = frozenset({"Read", "Loaded", "Refused", "Known", "Rows", "Row", "Tickets", "All"})


def show_dry_run(console: Console, content: Mapping[str, Any]) -> None:
    """Show what would come in, from its counts to some tickets to be read."""
    _say(console, "Nothing was taken in. This is what would come in:", style="bold")
    _table(console, intake_words.delivery_rows(content), "Files")
    for sentence in intake_words.remark_words(content):
        _say(console, sentence)
    made = intake_words.made_words(content)
    _say(console, f"Brings {made}" if content["made"] else made)
    _say(console, intake_words.span_words(content))
    _table(console, intake_words.refusal_rows(content), "Rows refused, by reason")
    _table(console, intake_words.unmapped_rows(content), "Words that the mapping does not list")
    _table(console, intake_words.month_rows(content), "Tickets by customer and month (UTC)")
    _table(console, intake_words.term_rows(content), "Agreements and tickets")
    if content["as_of"] is not None:
        outcomes = intake_words.outcome_words(content)
        if outcomes:
            _say(console, f"As of {content['as_of']}, by the models:", style="bold")
        for sentence in outcomes:
            _say(console, sentence)
        title = "Some tickets, each with its own times: are these what happened?"
        _table(console, intake_words.ticket_rows(content), title, lines=True)
    for doubt in content["doubts"]:
        _say(console, f"Look at this: {doubt}")
    for refusal in content["refused"]:
        _say(console, f"Refused: {refusal}")


def _say(console: Console, sentence: str, *, style: str = "") -> None:
    if sentence:
        console.print(Text(sentence, style=style), soft_wrap=True, highlight=False)


def _table(console: Console, rows: pl.DataFrame, title: str, *, lines: bool = False) -> None:
    """A table of texts, whatever they hold; nothing where there is no row."""
    if rows.is_empty():
        return
    table = Table(title=title, title_justify="left", show_lines=lines)
    for name in rows.columns:
        justify = "right" if name in NUMBERS or name[-4:].isdigit() else "left"
        table.add_column(Text(name), justify=justify, overflow="fold")  # type: ignore[arg-type]  # one of rich's words
    for row in rows.iter_rows():
        table.add_row(*(Text(str(cell)) for cell in row))
    console.print(table)
