"""What files would bring, as the page Import shows it: counts, refusals, some tickets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from reports import import_words, intake_words, wording
from reports.downloads import spreadsheet_csv
from reports.pages import parts
from reports.tables import html_table

Content = Mapping[str, Any]

COUNTS = ("Read", "Loaded", "Refused", "Known")


def show_refused_files(content: Content) -> None:
    """Each file that is refused whole, in the command's words, with the way out."""
    if content["refused"]:
        st.subheader("Files refused")
        messages(content["refused"])


def show_counts(content: Content, caption: str) -> None:
    """What becomes of the rows of each file, and what the counts do not show."""
    _table(intake_words.delivery_rows(content), caption, numbers=COUNTS)
    parts.paragraphs(intake_words.remark_words(content))


def show_doubts(content: Content) -> None:
    """What looks wrong in the data as a whole."""
    parts.paragraphs([f"Look at this: {doubt}" for doubt in content["doubts"]])


def show_refused_rows(content: Content) -> None:
    """The rows that are refused, to be read and to be taken away; nothing where there is none.

    Of a file that came before, its reasons alone are known.
    """
    reasons, refused = intake_words.refusal_rows(content), len(content["refused_rows"])
    if reasons.is_empty():
        return
    st.subheader("Rows refused")
    if refused > parts.ROWS_SHOWN or not refused:
        _table(reasons, "By reason", numbers=("Rows", "Row"), long=("Value", "Why"))
    if refused:
        _show_each_refused(content, refused)


def _show_each_refused(content: Content, refused: int) -> None:
    rows = import_words.refused_rows(content, parts.ROWS_SHOWN)
    caption = wording.counted(refused, "row")
    if refused > rows.height:
        caption = f"The first {rows.height} of {caption}"
    _table(rows, caption, numbers=("Row",), long=("Value", "Why"))
    st.download_button(
        "Download the refused rows",
        partial(_file, content),
        file_name=f"refused_rows_{parts.download_mark()}.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
        key="import_refused_rows",
    )
    st.caption(
        "The file holds each row as it was delivered. Mend it, and deliver it again: what is known "
        "already stays as it is."
    )


def show_findings(content: Content) -> None:
    """Words, tickets by month, agreements, and some tickets as they would be judged."""
    _section(
        "Words not mapped",
        intake_words.unmapped_rows(content),
        "Words that the mapping does not list: write them into it",
        numbers=("Rows",),
        long=("Word",),
    )
    by_month = intake_words.month_rows(content)
    _section(
        "Tickets by customer and month",
        by_month,
        "By the month in which they were opened (UTC): are they as many as the desk reports?",
        numbers=by_month.columns[1:],
    )
    _section(
        "Agreements and tickets",
        intake_words.term_rows(content),
        "Whether each customer's agreements cover its tickets",
        numbers=("Agreements", "Tickets"),
        unbroken=("In force", "Opened"),
    )
    if content["as_of"] is not None:
        _section(
            "Some tickets",
            intake_words.ticket_rows(content),
            "Each by its own clock: is this what happened?",
            lines=("Ticket", "Is", "Events"),
        )
        parts.paragraphs(intake_words.outcome_words(content))


def messages(texts: Sequence[str]) -> None:
    """What the command says, as it says it: nothing of it is a mark or a link."""
    for text in texts:
        st.code(text, language=None, wrap_lines=True)


def _section(heading: str, rows: pl.DataFrame, caption: str, **columns: Any) -> None:
    if not rows.is_empty():
        st.subheader(heading)
        _table(rows, caption, **columns)


def _table(rows: pl.DataFrame, caption: str, **columns: Any) -> None:
    """A table of texts, whatever they hold; nothing where there is no row."""
    if not rows.is_empty():
        st.html(html_table(rows, caption=caption, **columns))


def _file(content: Content) -> bytes:
    return spreadsheet_csv(intake_words.refused_record(content))
