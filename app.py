"""The dashboard's door: which workspace, which snapshot, which customer and month, which page."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

import streamlit as st

from reports.pages import (
    attainment,
    exits,
    findings,
    heading,
    nothing,
    portfolio,
    quota,
    ticket,
)
from reports.pages.filters import choose_scope
from reports.pages.following import follow, pointer, snapshot_of
from reports.pages.scope import Scope
from reports.snapshot import SnapshotError, current_name


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
    try:
        _show(workspace, published)
    except SnapshotError as error:
        nothing.broken(str(error))
    follow(published, shown)


def _show(workspace: Path, published: Path) -> None:
    name = current_name(published)
    if name is None:
        nothing.not_published(workspace)
        return
    scope = choose_scope(snapshot_of(published, name))
    if scope is None:
        nothing.no_customers()
        return
    page = st.navigation(_pages(scope))
    heading.show(scope, of_all=page.url_path == "portfolio")
    page.run()


def _pages(scope: Scope) -> list[st.Page]:
    return [
        st.Page(
            partial(attainment.show, scope),
            title="Attainment",
            icon=":material/task_alt:",
            url_path="attainment",
            default=True,
        ),
        st.Page(
            partial(portfolio.show, scope),
            title="Portfolio",
            icon=":material/groups:",
            url_path="portfolio",
        ),
        st.Page(
            partial(quota.show, scope),
            title="Quota",
            icon=":material/donut_large:",
            url_path="quota",
        ),
        st.Page(
            partial(exits.show, scope),
            title="Exits",
            icon=":material/logout:",
            url_path="exits",
        ),
        st.Page(
            partial(ticket.show, scope),
            title="Ticket",
            icon=":material/confirmation_number:",
            url_path="ticket",
        ),
        st.Page(
            partial(findings.show, scope),
            title="Findings",
            icon=":material/rule:",
            url_path="findings",
        ),
    ]


if __name__ == "__main__":
    main()
