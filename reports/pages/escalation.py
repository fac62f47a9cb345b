"""Escalation: one ticket or a few, side by side, each clock explained (MTG-3)."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import polars as pl
import streamlit as st

from reports import side_by_side, ticket_words, wording
from reports.addresses import ticket_address
from reports.pages import answers, parts
from reports.pages.answers import answer, customer_answer, month_answer
from reports.pages.scope import Scope
from reports.side_by_side import Stories
from reports.ticket_story import TicketStory

CHOICE = "filter_tickets"
MOST = 6
LONGEST = 200
BESIDE = 2
UNKNOWN_NAMED = 3
UNBROKEN = (" ", "Rule", "When", "Ticket")
LONG = ("What is wrong", "Brought by")


def show(scope: Scope) -> None:
    """The page of the tickets that the address names; a sentence where it names none."""
    asked = _asked()
    known = [ticket_id for ticket_id in asked if _is_known(scope, ticket_id)]
    _say_unknown([ticket_id for ticket_id in asked if ticket_id not in known])
    if len(known) > MOST:
        st.warning(f"{len(known)} tickets are asked for; the first {MOST} are shown.")
    chosen = _choose(scope, known[:MOST])
    if not chosen:
        st.write(
            "Name a ticket above, up to six, or follow “side by side” from the misses of the page "
            "Attainment or the open requests of the page Program status."
        )
        return
    stories = [answers.story(scope.snapshot, ticket_id) for ticket_id in chosen]
    _show_records(scope, stories)
    for metric in wording.METRICS:
        _show_clocks(scope, stories, metric)
    _show_findings(scope, stories)
    _show_history(scope, stories)


def _asked() -> list[str]:
    """The tickets of the address, several by repeating `ticket` or by commas; each once."""
    told = st.query_params.get_all("ticket")
    if not told:
        told = list(st.session_state.get(CHOICE) or [])
    parted = (word.strip() for words in told for word in words.split(","))
    return list(dict.fromkeys(word for word in parted if word))


def _is_known(scope: Scope, ticket_id: str) -> bool:
    if len(ticket_id) > LONGEST or "\x00" in ticket_id:
        return False
    return not answer(scope.snapshot, "ticket_story", ticket_id=ticket_id).is_empty()


def _say_unknown(unknown: Sequence[str]) -> None:
    if not unknown:
        return
    named = ", ".join(wording.quoted(word) for word in unknown[:UNKNOWN_NAMED])
    more = len(unknown) - UNKNOWN_NAMED
    st.warning(
        f"There is no ticket {named}{f' (and {more} more)' if more > 0 else ''} in what was "
        "published. Either no delivery brought it, or it was opened after the instant looked from."
    )


def _choose(scope: Scope, known: list[str]) -> list[str]:
    st.session_state[CHOICE] = known
    _write(known)
    st.multiselect(
        "Tickets",
        list(dict.fromkeys([*known, *_likely(scope)])),
        key=CHOICE,
        accept_new_options=True,
        max_selections=MOST,
        placeholder="Choose, or type a ticket's number and press Enter",
        help=f"Up to {MOST}: listed are the customer's misses of the month and open requests; any "
        "other is added by its number. The cross takes one away.",
        on_change=lambda: _write(st.session_state[CHOICE]),
    )
    return known


def _likely(scope: Scope) -> list[str]:
    """The tickets that an escalation is likely about: missed in the month, or still open."""
    misses = month_answer(scope, "misses")["ticket_id"].to_list()
    requests = customer_answer(scope, "status_requests")["ticket_id"].to_list()
    return [*misses[: parts.ROWS_SHOWN], *requests[: parts.ROWS_SHOWN]]


def _write(ticket_ids: list[str]) -> None:
    if ticket_ids:
        st.query_params["ticket"] = ticket_ids
    else:
        st.query_params.pop("ticket", None)


def _show_records(scope: Scope, stories: Stories) -> None:
    st.header("What they are" if len(stories) > 1 else "What it is")
    _table(scope, side_by_side.record_rows(stories), scope.as_of_text, "records")
    parts.links(
        {
            f"The whole story of {story.record['ticket_id']}": ticket_address(
                story.record["ticket_id"], story.record["customer_id"], scope.month.month
            )
            for story in stories
        }
    )


def _show_clocks(scope: Scope, stories: Stories, metric: str) -> None:
    st.header(f"{metric.capitalize()} clock")
    rows = side_by_side.clock_rows(stories, metric)
    if rows.is_empty():
        st.write("A problem has no clocks (CLK-10).")
        return
    _table(scope, rows, f"Each in its customer's own time, {scope.as_of_text}", f"{metric}_clocks")
    clocked = [story for story in stories if story.record["ticket_id"] in rows.columns]
    for first in range(0, len(clocked), BESIDE):
        row = clocked[first : first + BESIDE]
        columns = st.columns(BESIDE, gap="large") if len(clocked) > 1 else [st.container()]
        for column, story in zip(columns, row, strict=False):
            with column:
                _show_strip(scope, story, metric)


def _show_strip(scope: Scope, story: TicketStory, metric: str) -> None:
    ticket_id = story.record["ticket_id"]
    st.html(f"<h3>{escape(ticket_id)}</h3>")
    stretches = story.stretches.filter(metric=metric)
    if stretches.is_empty():
        st.write(f"The {metric} clock has no stretch to draw.")
        return
    parts.chart(
        answers.clock_chart(scope, ticket_id, metric),
        alt=f"The {metric} clock over time by state; the table below holds its stretches.",
    )
    with parts.figures("The stretches of this clock"):
        shown = stretches.head(parts.ROWS_SHOWN)
        parts.table(
            scope,
            ticket_words.stretch_rows(shown, story.time_zone),
            caption=f"Times in {story.time_zone}, {scope.as_of_text}",
            name=f"{metric}_stretches_{ticket_id}",
            record=lambda: ticket_words.stretch_rows(stretches, story.time_zone),
            of=stretches.height,
            numbers=("Counts",),
            unbroken=("From", "To"),
            of_all=True,
        )


def _show_findings(scope: Scope, stories: Stories) -> None:
    st.header("Broken rules")
    rows = side_by_side.finding_rows(stories)
    if rows.is_empty():
        st.write("None of these tickets breaks a rule." if len(stories) > 1 else "It breaks none.")
        return
    _table(
        scope, rows, f"{wording.counted(rows.height, 'finding')}, {scope.as_of_text}", "findings"
    )


def _show_history(scope: Scope, stories: Stories) -> None:
    st.header("What happened when")
    zones = {story.time_zone for story in stories}
    times = f"times in {zones.pop()}" if len(zones) == 1 else "each in its customer's own time"
    _table(
        scope,
        side_by_side.history_rows(stories),
        f"Opened, and all events, in the order of time; {times}, {scope.as_of_text}",
        "history",
    )


def _table(scope: Scope, rows: pl.DataFrame, caption: str, name: str) -> None:
    parts.table(
        scope,
        rows.head(parts.ROWS_SHOWN),
        caption=caption,
        name=f"escalation_{name}",
        record=lambda: rows,
        of=rows.height,
        unbroken=UNBROKEN,
        long=LONG,
        of_all=True,
    )
