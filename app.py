"""The dashboard's door: which workspace, which snapshot, which customer and month, which page."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import streamlit as st

from reports.hosts import is_of_this_machine_alone
from reports.pages import (
    attainment,
    availability,
    changes,
    contacts,
    data,
    escalation,
    exits,
    findings,
    heading,
    importing,
    nothing,
    portfolio,
    quota,
    review,
    status,
    ticket,
    whose,
)
from reports.pages.filters import choose_scope, keep_choices
from reports.pages.following import follow, is_news, pointer, snapshot_of
from reports.pages.keeping import leave_the_loaded_alone
from reports.pages.scope import Scope
from reports.pages.turns import turn
from reports.snapshot import Snapshot, SnapshotError, current_name


@dataclass(frozen=True)
class Entry:
    """A page: its module, whose `show` takes the scope, and how it is named and found."""

    page: ModuleType
    title: str
    icon: str
    address: str


# In the order of the meeting (CSS 5.2), then what is looked at beside it.
PAGES = {
    "Review": [
        Entry(review, "Service review", "summarize", "review"),
        Entry(attainment, "Attainment", "task_alt", "attainment"),
        Entry(quota, "Quota", "donut_large", "quota"),
        Entry(changes, "Changes", "event", "changes"),
        Entry(availability, "Availability", "monitor_heart", "availability"),
        Entry(exits, "Exits", "logout", "exits"),
        Entry(findings, "Findings", "rule", "findings"),
        Entry(contacts, "Contacts", "contacts", "contacts"),
    ],
    "Meetings": [
        Entry(status, "Program status", "pending_actions", "status"),
        Entry(escalation, "Escalation", "compare_arrows", "escalation"),
    ],
    "All customers": [
        Entry(portfolio, "Portfolio", "groups", "portfolio"),
    ],
    "Look closer": [
        Entry(ticket, "Ticket", "confirmation_number", "ticket"),
        Entry(data, "Data", "database", "data"),
    ],
}
# It shows no figures, and writes: offered where nobody but this machine reaches the dashboard.
IMPORT = Entry(importing, "Import", "upload_file", "import")
IMPORT_SECTION = "Add data"
FIRST = "review"
# Streamlit keeps a name for the page at the root that no other page may have.
ROOT = "start"
# The pages whose figures are those of all customers.
OF_ALL = {"portfolio", "data"}
# Those whose address says whether they are.
OF_ALL_IF_ASKED = {"contacts", "findings", "status"}


def main() -> None:
    """One run of the page; the address says what is shown."""
    st.set_page_config(
        page_title="Service review",
        page_icon="📋",
        layout="wide",
        initial_sidebar_state=280,
        menu_items={"About": "Service review: what was promised, and what was kept of it."},
    )
    st.sidebar.header("Service review")
    workspace = Path(os.environ.get("SERVICE_REVIEW_WORKSPACE", "workspace"))
    published = workspace / "published"
    shown = pointer(published)
    with turn(is_news=is_news()):
        try:
            _show(workspace, published)
        except SnapshotError as error:
            nothing.broken(str(error))
    follow(published, shown)
    leave_the_loaded_alone()


def _show(workspace: Path, published: Path) -> None:
    name = current_name(published)
    # Which page it is says whose months can be chosen; what was chosen is what the page shows.
    chosen: list[Scope] = []
    pages = _pages(chosen)
    import_page = _import_page(workspace)
    if import_page is not None:
        pages[IMPORT_SECTION] = [import_page]
    # Every page in the menu: of more than twelve the last would hide.
    page = st.navigation(pages, expanded=True, position="hidden" if name is None else "sidebar")
    if page is import_page:
        keep_choices()
        page.run()
    elif name is None:
        _show_nothing(workspace, import_page)
    else:
        _show_figures(page, snapshot_of(published, name), chosen)


def _show_figures(page: st.Page, snapshot: Snapshot, chosen: list[Scope]) -> None:
    of_all = _is_of_all(page.url_path)
    scope = choose_scope(snapshot, of_all=of_all)
    if scope is None:
        nothing.no_customers()
        return
    heading.show(scope, of_all=of_all)
    chosen.append(scope)
    page.run()


def _show_nothing(workspace: Path, import_page: st.Page | None) -> None:
    """The way out; what is dropped here goes on at the page Import, which stays at a publish."""
    advice = partial(nothing.not_published, workspace)
    if import_page is None:
        advice()
    elif importing.is_under_way():
        st.switch_page(import_page)
    else:
        importing.show(workspace, otherwise=advice)


def _import_page(workspace: Path) -> st.Page | None:
    """The page that takes files in; None where others than this machine reach the dashboard."""
    if not is_of_this_machine_alone(os.environ, st.get_option("server.address")):
        return None
    return st.Page(
        partial(importing.show, workspace),
        title=IMPORT.title,
        icon=f":material/{IMPORT.icon}:",
        url_path=IMPORT.address,
    )


def _is_of_all(address: str) -> bool:
    return address in OF_ALL or (address in OF_ALL_IF_ASKED and whose.asked_whose() == "all")


def _pages(chosen: list[Scope]) -> dict[str, list[st.Page]]:
    """Every page of the menu; the first is at the root, and at its own address without an entry."""
    pages: dict[str, list[st.Page]] = {}
    for section, entries in PAGES.items():
        pages[section] = [
            _page(entry, ROOT, chosen, default=True)
            if entry.address == FIRST
            else _page(entry, entry.address, chosen)
            for entry in entries
        ]
        pages[section] += [
            _page(entry, FIRST, chosen, visibility="hidden")
            for entry in entries
            if entry.address == FIRST
        ]
    return pages


def _page(entry: Entry, address: str, chosen: list[Scope], **more: Any) -> st.Page:
    return st.Page(
        partial(_show_page, entry.page, chosen),
        title=entry.title,
        icon=f":material/{entry.icon}:",
        url_path=address,
        **more,
    )


def _show_page(page: ModuleType, chosen: list[Scope]) -> None:
    page.show(chosen[0])


if __name__ == "__main__":
    main()
