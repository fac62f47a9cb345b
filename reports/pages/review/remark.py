"""A manager's own word on the month, shown and printed with it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import streamlit as st

from reports import remarks, wording
from reports.pages import parts
from reports.pages.scope import Scope


def show(scope: Scope) -> None:
    """The word that stands, and below it, not printed, where it is written."""
    place = _place(scope)
    try:
        standing = remarks.remark(*place)
        can_take_back = remarks.can_take_back(*place)
    except (OSError, UnicodeDecodeError) as error:
        st.warning(f"The remark on this month cannot be read: {error}")
        return
    if standing:
        st.header("In our own words")
        for paragraph in standing.split("\n\n"):
            parts.say(paragraph)
    with st.container(key="unprinted_remark"), st.expander("Add a word"):
        _show_form(scope, standing, can_take_back=can_take_back)


def _show_form(scope: Scope, standing: str, *, can_take_back: bool) -> None:
    month = wording.month_name(scope.month.month)
    key = f"remark_{scope.customer.customer_id}_{scope.month.month}_{len(standing)}"
    st.text_area(
        f"What should be said about {month}",
        standing,
        key=key,
        max_chars=remarks.LONGEST,
        help="Shown on this page and in print. It is kept in the workspace, beside the figures.",
    )
    with st.container(horizontal=True, gap="small"):
        st.button("Keep", on_click=_keep, args=(scope, key), type="primary")
        st.button("Take back", on_click=_take_back, args=(scope,), disabled=not can_take_back)


def _keep(scope: Scope, key: str) -> None:
    try:
        remarks.write_remark(*_place(scope), st.session_state[key])
    except OSError as error:
        st.error(f"The remark was not kept: {error}")


def _take_back(scope: Scope) -> None:
    try:
        remarks.take_back(*_place(scope))
    except OSError as error:
        st.error(f"The remark was not taken back: {error}")


def _place(scope: Scope) -> tuple[Path, str, date]:
    folder = scope.snapshot.path.parent.parent / "remarks"
    return folder, scope.customer.customer_id, scope.month.month
