"""The head of every page: who, when, as of when, by which calendar, from which snapshot."""

from __future__ import annotations

from html import escape

import streamlit as st

from reports import local_time, tables, wording
from reports.pages.scope import EVERYONES_ZONE, Customer, Scope
from reports.print_style import PRINT_STYLE


def show(scope: Scope, *, of_all: bool = False) -> None:
    """Customer (or all) and month, and the sentence that says what every figure rests on."""
    customer = scope.customer
    zone = EVERYONES_ZONE if of_all else customer.zone
    told_in = f"times in {zone}"
    if customer.time_zone is None and not of_all:
        told_in += " (no agreement names a zone)"
    published_at = local_time.instant_text(scope.snapshot.published_at, zone)
    context = (
        f"As of {local_time.zoned_text(scope.snapshot.as_of, zone)}, {told_in}",
        "Each customer by its own business hours, and its months by its own days"
        if of_all
        else _capitalised(_calendar(customer)),
        f"Snapshot {scope.snapshot.name.removesuffix('.duckdb')}, published {published_at}",
    )
    st.html(
        tables.STYLE
        + PRINT_STYLE
        + f'<h1 class="review-heading">{escape("All customers" if of_all else customer.name)} '
        + f"<span>{wording.month_name(scope.month.month)}</span></h1>"
        + '<p class="review-context">'
        + "".join(f"<span>{escape(part)}</span> " for part in context)
        + "</p>"
    )
    if not scope.month.is_over:
        st.info(
            f"{wording.month_name(scope.month.month)} is not over: "
            f"the figures stand {scope.as_of_text}."
        )


def _calendar(customer: Customer) -> str:
    if customer.opens_at is None or customer.closes_at is None or customer.working_days is None:
        return "no agreement, so no business hours"
    days = wording.working_days(customer.working_days)
    hours = wording.opening_hours(customer.opens_at, customer.closes_at)
    return f"business hours {days} {hours}, without the holidays of {customer.support_region}"


def _capitalised(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]
