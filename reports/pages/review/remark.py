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
    """The box with its button in one form: the words go with the click, and none is lost between.

    What is typed stays while the page is made anew, whatever is published or written meanwhile.
    """
    key = f"remark_{scope.customer.customer_id}_{scope.month.month}"
    # The word that this reader saw when the box was filled.
    st.session_state.setdefault(key, standing)
    seen = st.session_state.setdefault(f"{key}_seen", standing)
    with st.form(f"{key}_form", border=False):
        st.text_area(
            f"What should be said about {wording.month_name(scope.month.month)}",
            key=key,
            max_chars=remarks.LONGEST,
            help="Shown on this page and in print. It is kept in the workspace, beside the "
            "figures.",
        )
        st.form_submit_button("Keep", on_click=_keep, args=(scope, key, seen), type="primary")
    st.button("Take back", on_click=_take_back, args=(scope, key), disabled=not can_take_back)
    answer = st.session_state.pop(f"{key}_answer", None)
    if answer is not None:
        parts.say(answer)


def _keep(scope: Scope, key: str, seen: str) -> None:
    place = _place(scope)
    try:
        before = remarks.remark(*place)
        remarks.write_remark(*place, st.session_state[key])
        standing = remarks.remark(*place)
    except (OSError, UnicodeDecodeError) as error:
        st.session_state[f"{key}_answer"] = f"The remark was not kept: {error}"
        return
    st.session_state[f"{key}_seen"] = standing
    st.session_state[f"{key}_answer"] = (
        "Kept."
        if before in {seen, standing}
        else "Kept, in place of what somebody else wrote meanwhile. Take back brings theirs back."
    )


def _take_back(scope: Scope, key: str) -> None:
    place = _place(scope)
    try:
        remarks.take_back(*place)
        standing = remarks.remark(*place)
    except (OSError, UnicodeDecodeError) as error:
        st.session_state[f"{key}_answer"] = f"The remark was not taken back: {error}"
        return
    st.session_state[key] = st.session_state[f"{key}_seen"] = standing
    st.session_state[f"{key}_answer"] = "Taken back."


def _place(scope: Scope) -> tuple[Path, str, date]:
    folder = scope.snapshot.path.parent.parent / "remarks"
    return folder, scope.customer.customer_id, scope.month.month
