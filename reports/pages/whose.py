"""Whether a page is about the customer chosen or about all: the address says it (`of`)."""

from __future__ import annotations

import streamlit as st

from reports import wording

OF = "filter_of"
WHOSE = {"customer": "this customer", "all": "all customers"}


def asked_whose() -> str:
    """What the address asks for, else what was chosen last; it may be no word of WHOSE."""
    return str(st.query_params.get("of", st.session_state.get(OF, "customer")))


def choose_whose(label: str) -> str:
    """`customer` or `all`, as the address or the reader says."""
    asked = asked_whose()
    if asked not in WHOSE:
        say_unknown("choice of customers", asked)
    chosen = asked if asked in WHOSE else "customer"
    st.session_state[OF] = st.query_params["of"] = chosen
    st.radio(
        label,
        list(WHOSE),
        key=OF,
        format_func=lambda word: WHOSE[word],
        horizontal=True,
        on_change=lambda: st.query_params.update({"of": st.session_state[OF]}),
    )
    return chosen


def say_unknown(what: str, asked: str) -> None:
    """Name what was asked for, as code: nothing that came with an address becomes a link."""
    st.warning(
        f"The address asks for the {what} {wording.quoted(asked)}, of which nothing was found here."
    )
