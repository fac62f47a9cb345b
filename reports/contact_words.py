"""Contacts and onboarding in the words and columns that people read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from reports import wording
from reports.local_time import instant_text
from reports.quota_words import day_text

ROLES = {
    "primary": "primary",
    "contact": "contact",
    "change_authoriser": "authorised change contact",
}
POINTS = ("primary", "contact")
STANDINGS = {"to_come": "to come", "past": "past"}
VERDICTS = {"kept": "kept", "broken": "✗ broken", None: "not judged"}

Row = Mapping[str, Any]


def count_words(row: Row, name: str) -> str:
    """`contact_counts.sql` in sentences: whether number and primary hold (CON-1)."""
    day = day_text(row["as_of_on"])
    points = wording.counted(row["points_of_contact"], "point")
    verb = "is" if row["points_of_contact"] == 1 else "are"
    told = f"{points} of contact {verb} in force on {day}"
    if row["agreement_id"] is None:
        return f"{told}. No agreement of {name} is, so no limit holds (CON-1)."
    primaries = row["primaries"]
    primary = {0: "none is primary", 1: "exactly one is primary"}.get(
        primaries, f"{wording.number(primaries)} are primary"
    )
    judged = f"{told}, of {wording.number(row['contact_limit'])} agreed at most; {primary}"
    if row["con_1"] == "kept":
        return f"{judged}: as agreed (CON-1)."
    return f"{judged}: not as agreed, which is that many at most and exactly one primary (CON-1)."


def trained_words(row: Row) -> str:
    """How many points of contact are trained; empty without any."""
    if not row["points_of_contact"]:
        return ""
    return f"{wording.n_of_n(row['trained'], row['points_of_contact'])} trained by then."


def no_list(name: str, unjudged: pl.DataFrame) -> str:
    """No contact was ever delivered: what could not be judged, by `unjudged_rules.sql`."""
    said = f"Contacts of {name} were never delivered."
    rules = unjudged.filter(missing_list="contacts")["rule_id"].to_list()
    return f"{said} So {_and(rules)} could not be judged." if rules else said


def contact_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """`contacts.sql` as the page lists it."""
    return _table(
        {
            "Contact": row["contact_id"],
            "Role": ROLES[row["role"]],
            "Valid from": _from(row["valid_from"]),
            "Valid to": _to(row["valid_to"]),
            "Trained": training(row),
            "Tickets logged": wording.number(row["tickets_logged"]),
            "Of them untrained": wording.number(row["tickets_untrained"]),
        }
        for row in rows.to_dicts()
    )


def other_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """The contacts of `contacts.sql` that are not in force."""
    standings = [STANDINGS[standing] for standing in rows["standing"]]
    return contact_rows(rows).insert_column(0, pl.Series("When", standings))


def training(row: Row) -> str:
    """`15 Jun 2026`, `not yet: on 1 Aug 2026`, `not recorded`."""
    if row["trained_on"] is None:
        return "not recorded"
    day = day_text(row["trained_on"])
    return day if row["is_trained"] else f"not yet: on {day}"


def finding_rows(rows: pl.DataFrame, time_zone: str) -> pl.DataFrame:
    """`contact_findings.sql` as the page lists it, times local."""
    return _table(
        {
            "Rule": row["rule_id"],
            "Record": row["entity_id"],
            "When": instant_text(row["occurred_at"], time_zone),
            "What is wrong": row["message"],
        }
        for row in rows.to_dicts()
    )


def onboarding_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """`onboarding.sql` as the page lists it."""
    return _table(
        {
            "Agreement": row["agreement_id"],
            "From": day_text(row["starts_on"]),
            "To": day_text(row["last_day_on"]),
            "Access enabled": _given(row["access_enabled_on"]),
            "Handed off": _given(row["handed_off_on"]),
            "Go-Live": _given(row["go_live_on"]),
            "To hand-off": _days(row["handing_off_days"]),
            "To Go-Live": _days(row["going_live_days"]),
            "In all": _days(row["onboarding_days"]),
            "Order (ONB-1)": order(row),
        }
        for row in rows.to_dicts()
    )


def order(row: Row) -> str:
    """Whether the dates of an onboarding that are given are in order (ONB-1)."""
    given = [row[name] is not None for name in ("access_enabled_on", "handed_off_on", "go_live_on")]
    if sum(given) < 2:
        return "fewer than two dates"
    return "in order" if row["is_in_order"] else "✗ out of order"


def customer_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """`contacts_by_customer.sql` as the page lists it."""
    return _table(
        {
            "Customer": row["name"],
            "Contacts": _limited(row),
            "Primary": _listed(row, row["primaries"]),
            "CON-1": VERDICTS[row["con_1"]],
            "Trained": wording.n_of_n(row["trained"], row["points_of_contact"])
            if row["points_of_contact"]
            else wording.NONE,
            "For changes": _listed(row, row["change_authorisers"]),
            "CON-2": wording.number(row["con_2_findings"]),
            "CHG-2": wording.number(row["chg_2_findings"]),
            "Onboarding": _days(row["onboarding_days"]),
            "ONB-1": {True: "in order", False: "✗ out of order", None: "not recorded"}[
                row["is_in_order"]
            ],
        }
        for row in rows.to_dicts()
    )


def customers_words(rows: pl.DataFrame) -> str:
    """`contacts_by_customer.sql` in a sentence."""
    broken = rows.filter(pl.col("con_1").eq_missing("broken")).height
    unlisted = rows.filter(~pl.col("has_list")).height
    verb = "does" if broken == 1 else "do"
    verdict = f"{wording.number(broken)} {verb} not keep" if broken else "none breaks"
    missing = f"; of {wording.number(unlisted)} contacts were never delivered" if unlisted else ""
    return (
        f"Of {wording.counted(rows.height, 'customer')} {verdict} the number and the one primary "
        f"agreed (CON-1){missing}."
    )


def _limited(row: Row) -> str:
    if not row["has_list"]:
        return "never delivered"
    if row["contact_limit"] is None:
        return f"{wording.number(row['points_of_contact'])}, no agreement"
    limit = wording.number(row["contact_limit"])
    return f"{wording.number(row['points_of_contact'])}, at most {limit}"


def _listed(row: Row, count: int) -> str:
    return wording.number(count) if row["has_list"] else wording.NONE


def _from(day: date | None) -> str:
    return "always" if day is None else day_text(day)


def _to(day: date | None) -> str:
    return "no end" if day is None else day_text(day)


def _given(day: date | None) -> str:
    return "not recorded" if day is None else day_text(day)


def _days(days: int | None) -> str:
    return wording.NONE if days is None else wording.counted(days, "day")


def _and(words: Sequence[str]) -> str:
    return " and ".join(words) if len(words) < 3 else f"{', '.join(words[:-1])} and {words[-1]}"


def _table(rows: Iterable[Mapping[str, str | None]]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), infer_schema_length=None)
