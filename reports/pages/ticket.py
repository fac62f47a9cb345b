"""Ticket: one ticket's whole story, from its verdict to the rows that told it (CLK-12)."""

from __future__ import annotations

from html import escape

import polars as pl
import streamlit as st

from reports import ticket_words, wording
from reports.pages import answers
from reports.pages.answers import answer
from reports.pages.scope import Scope
from reports.tables import html_table
from reports.ticket_story import TicketStory

CHOICE = "filter_ticket"
LONGEST = 200
ROWS_SHOWN = 200
NUMBERS = ("Counts",)
UNBROKEN = (" ", "Rule", "From", "To")
LONG = ("What is wrong", "Brought by")


def show(scope: Scope) -> None:
    """The page of the ticket that the address names; a sentence where it names none."""
    asked = _ask_for()
    if not asked:
        st.write("Name a ticket above, or follow one from the page Attainment.")
        return
    if "\x00" in asked or answer(scope.snapshot, "ticket_story", ticket_id=asked).is_empty():
        literal = asked[:80].replace("`", "'")
        st.warning(
            f"There is no ticket `{literal}` in what was published. Either no delivery brought it, "
            "or it was opened after the instant looked from."
        )
        return
    _show_story(scope, answers.story(scope.snapshot, asked))


def _ask_for() -> str:
    asked = st.query_params.get("ticket")
    if asked is None:
        asked = st.session_state.get(CHOICE) or ""
        if asked:
            st.query_params["ticket"] = asked
    st.session_state[CHOICE] = asked[:LONGEST]
    st.text_input("Ticket", key=CHOICE, max_chars=LONGEST, on_change=_write_address)
    return asked.strip()


def _write_address() -> None:
    st.query_params["ticket"] = st.session_state[CHOICE]


def _show_story(scope: Scope, story: TicketStory) -> None:
    record = story.record
    st.subheader("What it is")
    _say(f"{record['ticket_id']}: {record['summary'] or 'without a summary'}")
    _say(ticket_words.record_words(story))
    _say(ticket_words.terms_words(story))
    if not record["has_status_history"]:
        _say("Its source keeps no history of statuses: rests are hidden (CLK-13).")
    _show_clocks(scope, story)
    _show_findings(story)
    _show_history(story)


def _show_clocks(scope: Scope, story: TicketStory) -> None:
    st.subheader("Clocks")
    if story.clocks.is_empty():
        st.write("A problem has no clocks (CLK-10).")
        return
    caption = f"Times in {story.time_zone}, {scope.as_of_text}"
    _show_table(ticket_words.clock_rows(story), caption)
    for metric in story.clocks["metric"]:
        stretches = story.stretches.filter(metric=metric)
        if stretches.is_empty():
            _say(f"The {metric} clock has no stretch to draw.")
            continue
        st.vega_lite_chart(
            answers.clock_chart(scope, story.record["ticket_id"], metric),
            width="stretch",
            theme="streamlit",
            alt=f"The {metric} clock over time by state; the table below holds its stretches.",
        )
        with st.expander(f"The stretches of the {metric} clock"):
            shown = stretches.head(ROWS_SHOWN)
            of = wording.number(stretches.height)
            _show_table(
                ticket_words.stretch_rows(shown, story.time_zone),
                f"The first {shown.height} of {of}; times in {story.time_zone}",
            )


def _show_findings(story: TicketStory) -> None:
    st.subheader("Broken rules")
    if story.findings.is_empty():
        st.write("This ticket breaks no rule.")
        return
    caption = f"{wording.counted(story.findings.height, 'finding')}, the oldest first"
    _show_table(ticket_words.finding_rows(story), caption)


def _show_history(story: TicketStory) -> None:
    st.subheader("History")
    caption = f"{wording.counted(story.history.height, 'event')} after the opening, as they count"
    _show_table(ticket_words.event_rows(story), f"{caption}; times in {story.time_zone}")


def _say(sentence: str) -> None:
    """A sentence that holds what was delivered: plain text, whatever it says."""
    st.html(f'<p class="review-context">{escape(sentence)}</p>')


def _show_table(rows: pl.DataFrame, caption: str) -> None:
    st.html(html_table(rows, caption=caption, numbers=NUMBERS, unbroken=UNBROKEN, long=LONG))
