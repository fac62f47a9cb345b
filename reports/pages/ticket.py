"""Ticket: one ticket's whole story, from its verdict to the rows that told it (CLK-12)."""

from __future__ import annotations

from functools import partial

import streamlit as st

from reports import ticket_words, wording
from reports.addresses import escalation_address
from reports.pages import answers, parts
from reports.pages.answers import answer
from reports.pages.scope import Scope
from reports.ticket_story import TicketStory

CHOICE = "filter_ticket"
LONGEST = 200
ROWS_SHOWN = 200
NUMBERS = ("Counts",)
UNBROKEN = (" ", "Rule", "From", "To")
LONG = ("What is wrong", "Brought by")

_table = partial(parts.table, numbers=NUMBERS, unbroken=UNBROKEN, long=LONG)


def show(scope: Scope) -> None:
    """The page of the ticket that the address names; a sentence where it names none."""
    asked = _ask_for()
    if not asked:
        st.write("Name a ticket above, or follow one from the page Attainment.")
        return
    if "\x00" in asked or answer(scope.snapshot, "ticket_story", ticket_id=asked).is_empty():
        st.warning(
            f"There is no ticket {wording.quoted(asked)} in what was published. Either no delivery "
            "brought it, or it was opened after the instant looked from."
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
    st.header("What it is")
    parts.say(f"{record['ticket_id']}: {record['summary'] or 'without a summary'}")
    parts.say(ticket_words.record_words(story))
    parts.say(ticket_words.terms_words(story))
    for sentence in ticket_words.hidden_words(record):
        parts.say(sentence)
    beside = escalation_address([record["ticket_id"]], record["customer_id"], scope.month.month)
    parts.links({"Look at it beside other tickets": beside})
    _show_clocks(scope, story)
    _show_findings(scope, story)
    _show_history(scope, story)


def _show_clocks(scope: Scope, story: TicketStory) -> None:
    st.header("Clocks")
    if story.clocks.is_empty():
        st.write("A problem has no clocks (CLK-10).")
        return
    caption = f"Times in {story.time_zone}, {scope.as_of_text}"
    ticket_id = story.record["ticket_id"]
    _table(scope, ticket_words.clock_rows(story), caption=caption, name=f"{ticket_id}_clocks")
    for metric in story.clocks["metric"]:
        stretches = story.stretches.filter(metric=metric)
        if stretches.is_empty():
            parts.say(f"The {metric} clock has no stretch to draw.")
            continue
        parts.chart(
            answers.clock_chart(scope, ticket_id, metric),
            alt=f"The {metric} clock over time by state; the table below holds its stretches.",
        )
        with parts.figures(f"The stretches of the {metric} clock"):
            _table(
                scope,
                ticket_words.stretch_rows(stretches.head(ROWS_SHOWN), story.time_zone),
                caption=f"Times in {story.time_zone}",
                name=f"{ticket_id}_{metric}_stretches",
                record=stretches,
                of=stretches.height,
            )


def _show_findings(scope: Scope, story: TicketStory) -> None:
    st.header("Broken rules")
    if story.findings.is_empty():
        st.write("This ticket breaks no rule.")
        return
    caption = f"{wording.counted(story.findings.height, 'finding')}, the oldest first"
    _table(
        scope,
        ticket_words.finding_rows(story),
        caption=caption,
        name=f"{story.record['ticket_id']}_findings",
        record=story.findings,
    )


def _show_history(scope: Scope, story: TicketStory) -> None:
    st.header("History")
    caption = f"{wording.counted(story.history.height, 'event')} after the opening, as they count"
    _table(
        scope,
        ticket_words.event_rows(story),
        caption=f"{caption}; times in {story.time_zone}",
        name=f"{story.record['ticket_id']}_events",
    )
