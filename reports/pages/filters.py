"""The filters beside every page. The address holds them, so a page can be reloaded and shared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import polars as pl
import streamlit as st

from reports import local_time, wording
from reports.pages.answers import answer
from reports.pages.scope import EVERYONES_ZONE, Customer, Month, Scope
from reports.snapshot import Snapshot

Option = TypeVar("Option")


@dataclass(frozen=True)
class Filter(Generic[Option]):
    """A choice: its name in the address, and the options by the word that the address holds."""

    name: str
    label: str
    options: dict[str, Option]
    default: str
    label_of: Callable[[Option], str]


def choose_scope(snapshot: Snapshot, *, of_all: bool = False) -> Scope | None:
    """The scope that the address and the filters name; None where there is no customer at all.

    On a page of all customers nobody chooses one, and months are those of all; the customer chosen
    before is kept for the next page.
    """
    customers = [Customer(**row) for row in answer(snapshot, "customers").to_dicts()]
    if not customers:
        return None
    customer = _choose(_customer_filter(customers), is_offered=not of_all)
    months = _months_of_all(snapshot) if of_all else _months(snapshot, customer)
    month = _choose(_month_filter([Month(**row) for row in months.to_dicts()]), of_all=of_all)
    return Scope(snapshot, customer, month, of_all)


def keep_choices() -> None:
    """Keep what was chosen for the next page, on one that offers no choice."""
    for name in ("customer", "month"):
        key = f"filter_{name}"
        if key in st.session_state:
            st.session_state[key] = st.session_state[key]


def _months(snapshot: Snapshot, customer: Customer) -> pl.DataFrame:
    as_of_month = local_time.local_month(snapshot.as_of, customer.zone)
    return answer(snapshot, "months", customer_id=customer.customer_id, as_of_month=as_of_month)


def _months_of_all(snapshot: Snapshot) -> pl.DataFrame:
    as_of_month = local_time.local_month(snapshot.as_of, EVERYONES_ZONE)
    return answer(snapshot, "all_months", as_of_month=as_of_month)


def _customer_filter(customers: Sequence[Customer]) -> Filter[Customer]:
    """By name; the first with a verdict is shown to who asks for none."""
    names = [customer.name for customer in customers]
    default = next((one for one in customers if one.has_verdicts), customers[0])
    return Filter(
        "customer",
        "Customer",
        {customer.customer_id: customer for customer in customers},
        default.customer_id,
        lambda customer: (
            customer.name
            if names.count(customer.name) == 1
            else f"{customer.name} ({customer.customer_id})"
        ),
    )


def _month_filter(months: Sequence[Month]) -> Filter[Month]:
    """The latest first; who asks for none is shown the last one that is over and has a verdict."""
    default = next(
        (one for one in months if one.has_verdicts and one.is_over),
        next((one for one in months if one.has_verdicts), months[0]),
    )
    return Filter(
        "month",
        "Month",
        {wording.month_address(month.month): month for month in months},
        wording.month_address(default.month),
        lambda month: wording.month_name(month.month) + ("" if month.is_over else ", so far"),
    )


def _choose(choice: Filter[Option], *, is_offered: bool = True, of_all: bool = False) -> Option:
    """The option that the address names, which it is made to name where it names none."""
    key = f"filter_{choice.name}"
    # Another page begins with an empty address: what was chosen goes along.
    asked = st.query_params.get(choice.name)
    remembered = st.session_state.get(key) if asked is None else asked
    chosen = remembered if remembered in choice.options else choice.default
    if asked is None:
        st.query_params[choice.name] = chosen
    elif asked not in choice.options:
        _say_unknown(choice, asked, of_all=of_all)
    st.session_state[key] = chosen
    if not is_offered:
        return choice.options[chosen]
    st.sidebar.selectbox(
        choice.label,
        list(choice.options),
        key=key,
        format_func=lambda word: choice.label_of(choice.options[word]),
        on_change=_write_address,
        args=(choice.name, key),
    )
    return choice.options[chosen]


def _write_address(name: str, key: str) -> None:
    st.query_params[name] = st.session_state[key]


def _say_unknown(choice: Filter[Option], asked: str, *, of_all: bool) -> None:
    """Name what was asked for, as code: nothing that came with an address becomes a link."""
    whose = " for this customer" if choice.name == "month" and not of_all else ""
    st.warning(
        f"The address asks for the {choice.name} {wording.quoted(asked)}, of which this snapshot "
        f"knows nothing{whose}. Another is shown below; choose at the left."
    )
