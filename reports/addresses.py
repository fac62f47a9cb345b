"""Addresses of the dashboard's pages, as links within it hold them: relative, encoded."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from urllib.parse import urlencode

from reports import wording


def page_address(page: str, customer_id: str, month: date, **more: str) -> str:
    """`quota?customer=C1&month=2026-06`: a page of one customer's month; `more` adds to it."""
    words = {"customer": customer_id, "month": wording.month_address(month), **more}
    return f"{page}?{urlencode(words)}"


def query_address(page: str, **words: str | None) -> str:
    """`review?customer=C1`: a page, with those words of its address that are known."""
    known = {name: word for name, word in words.items() if word is not None}
    return f"{page}?{urlencode(known)}" if known else page


def ticket_address(ticket_id: str, customer_id: str, month: date) -> str:
    """`ticket?ticket=INC1&customer=C1&month=2026-06`: a ticket's page, with the filters kept."""
    words = {"ticket": ticket_id, "customer": customer_id, "month": wording.month_address(month)}
    return f"ticket?{urlencode(words)}"


def ticket_addresses(ticket_ids: Iterable[str], customer_id: str, month: date) -> list[str]:
    """`ticket_address` of each."""
    return [ticket_address(ticket_id, customer_id, month) for ticket_id in ticket_ids]


def escalation_address(ticket_ids: Iterable[str], customer_id: str, month: date) -> str:
    """`escalation?ticket=INC1&ticket=INC2&customer=C1&month=2026-06`: tickets side by side."""
    words = [("ticket", ticket_id) for ticket_id in ticket_ids]
    words += [("customer", customer_id), ("month", wording.month_address(month))]
    return f"escalation?{urlencode(words)}"
