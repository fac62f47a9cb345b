"""Contacts: who may log what, who did it without, and the onboarding (CON, CHG-2, ONB)."""

from __future__ import annotations

import polars as pl
import streamlit as st

from reports import contact_words, wording
from reports.addresses import page_address, ticket_address
from reports.local_time import local_record
from reports.pages import parts
from reports.pages.answers import customer_answer, everyones_answer, month_answer
from reports.pages.scope import Scope
from reports.pages.whose import choose_whose

NUMBERS = ("Tickets logged", "Of them untrained")


def show(scope: Scope) -> None:
    """The page of one customer, or the table of all."""
    if choose_whose("Contacts of") == "all":
        show_customers(scope)
        return
    show_points(scope)
    show_authorisers(scope)
    show_others(scope)
    show_logged(scope)
    show_onboarding(scope)


def show_customers(scope: Scope) -> None:
    """Every customer's contacts, findings of the month and onboarding, a row each."""
    st.header("By customer")
    rows = everyones_answer(scope.everyone, "contacts_by_customer")
    shown, month = rows.head(parts.ROWS_SHOWN), scope.month.month
    parts.say(contact_words.customers_words(rows))
    parts.table(
        scope,
        contact_words.customer_rows(shown),
        caption="Points of contact in force on each customer's own day, and how many are agreed; "
        f"for changes: authorised change contacts; CON-2, CHG-2: findings of "
        f"{wording.month_name(month)}; onboarding: access to Go-Live; those that break CON-1 "
        f"first, {scope.as_of_text}",
        name="contacts_by_customer",
        record=rows,
        of=rows.height,
        numbers=("Primary", "For changes", "CON-2", "CHG-2", "Onboarding"),
        unbroken=("Customer", "CON-1", "Trained"),
        links={
            "Customer": [
                page_address("contacts", one, month, of="customer") for one in shown["customer_id"]
            ]
        },
        of_all=True,
    )


def show_points(scope: Scope) -> None:
    """The points of contact in force, against the limit and the one primary (CON-1)."""
    st.header("Points of contact")
    (counts,) = customer_answer(scope, "contact_counts").to_dicts()
    name = scope.customer.name
    if not counts["has_list"]:
        parts.say(contact_words.no_list(name, customer_answer(scope, "unjudged_rules")))
        return
    counted = contact_words.count_words(counts, name)
    parts.say(counted, contact_words.trained_words(counts))
    rows = _in_force(scope).filter(pl.col("role").is_in(contact_words.POINTS))
    if not rows.is_empty():
        _show_contacts(scope, rows, what="role", name="points_of_contact")


def show_authorisers(scope: Scope) -> None:
    """Who may ask for changes (CHG-2)."""
    st.header("Authorised change contacts")
    rows = _in_force(scope).filter(role="change_authoriser")
    if rows.is_empty():
        whole = customer_answer(scope, "contacts")
        words = "is in force" if whole.height else "was ever delivered"
        parts.say(f"No authorised change contact of {scope.customer.name} {words} (CHG-2).")
        return
    _show_contacts(scope, rows, what="authorised change contact", name="change_contacts")


def show_others(scope: Scope) -> None:
    """Contacts of the past and those to come."""
    st.header("Past and to come")
    rows = customer_answer(scope, "contacts")
    others = rows.filter(pl.col("standing") != "in_force")
    if others.is_empty():
        parts.say(
            "Every contact ever delivered is in force."
            if rows.height
            else f"Contacts of {scope.customer.name} were never delivered."
        )
        return
    shown = others.head(parts.ROWS_SHOWN)
    parts.table(
        scope,
        contact_words.other_rows(shown),
        caption=f"{wording.counted(others.height, 'role')} not in force, {scope.as_of_text}",
        name="other_contacts",
        record=others,
        of=others.height,
        numbers=NUMBERS,
        unbroken=("When", "Valid from", "Valid to"),
    )


def show_logged(scope: Scope) -> None:
    """The month's tickets logged, and changes asked for, by somebody not entitled to it."""
    st.header("Logged by somebody else")
    rows = month_answer(scope, "contact_findings")
    month = wording.month_name(scope.month.month)
    if rows.is_empty():
        listed = customer_answer(scope, "contacts").height
        parts.say(
            f"Every ticket of {month} that names who logged it was logged by a contact entitled to "
            "it, and every change asked for by an authorised one (CON-2, CHG-2)."
            if listed
            else f"Contacts of {scope.customer.name} were never delivered, so who logged a ticket "
            "could not be judged."
        )
        return
    shown = rows.head(parts.ROWS_SHOWN)
    parts.table(
        scope,
        contact_words.finding_rows(shown, scope.zone),
        caption=f"{wording.counted(rows.height, 'finding')} of {month}: tickets by who was no "
        "point of contact (CON-2), changes by who was no authorised "
        f"change contact (CHG-2); times in {scope.zone}, {scope.as_of_text}",
        name="logged_by_others",
        record=lambda: local_record(rows, scope.zone),
        of=rows.height,
        unbroken=("Rule", "Record", "When"),
        long=("What is wrong",),
        links={
            "Record": [
                _record_address(scope, entity, entity_id)
                for entity, entity_id in shown.select("entity", "entity_id").iter_rows()
            ]
        },
    )


def show_onboarding(scope: Scope) -> None:
    """Access enabled, handed off and Go-Live of each agreement, in order or not (ONB-1)."""
    st.header("Onboarding")
    rows = customer_answer(scope, "onboarding")
    if rows.is_empty():
        parts.say(f"No agreement of {scope.customer.name} was ever delivered.")
        return
    parts.table(
        scope,
        contact_words.onboarding_rows(rows.head(parts.ROWS_SHOWN)),
        caption=f"{wording.counted(rows.height, 'agreement')}, the latest first; access comes "
        f"first, then the hand-off, then Go-Live (ONB-1), {scope.as_of_text}",
        name="onboarding",
        record=rows,
        of=rows.height,
        numbers=("To hand-off", "To Go-Live", "In all"),
        unbroken=("Agreement", "From", "To", "Access enabled", "Handed off", "Go-Live"),
    )


def _in_force(scope: Scope) -> pl.DataFrame:
    return customer_answer(scope, "contacts").filter(standing="in_force")


def _show_contacts(scope: Scope, rows: pl.DataFrame, *, what: str, name: str) -> None:
    parts.table(
        scope,
        contact_words.contact_rows(rows.head(parts.ROWS_SHOWN)),
        caption=f"{wording.counted(rows.height, what)} in force; tickets logged on the contact's "
        f"valid days, those before a training or without one apart, {scope.as_of_text}",
        name=name,
        record=rows,
        of=rows.height,
        numbers=NUMBERS,
        unbroken=("Valid from", "Valid to", "Trained"),
    )


def _record_address(scope: Scope, entity: str, entity_id: str) -> str:
    customer_id, month = scope.customer.customer_id, scope.month.month
    if entity == "changes":
        return page_address("changes", customer_id, month, change=entity_id)
    return ticket_address(entity_id, customer_id, month)
