"""Exits in the words and columns that people read: rows in, rows of text out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import polars as pl

from reports import wording
from reports.local_time import instant_texts

Row = Mapping[str, Any]

WAITS_FOR = {
    "contact": "a point of contact",
    "teams": "teams to be told",
    "notice": "notice of termination",
    "export": "the export",
    "access": "access to be revoked",
    "deletion": "the deletion",
    "data_gone": "backups to end",
    "compliance": "compliance check",
    "channel": "channel to close",
    "closed": "nothing, it is closed",
}
QUESTIONS = {
    "export_wanted": "whether an export is wanted",
    "empty_by": "by which date the tenant is to be emptied",
    "gone_by": "by which date all data is to be gone, backups included",
    "channel_closes_on": "on which date the support channel closes",
}
STATES = {
    "done": "✓ done",
    "done_late": "✓ done late",
    "late": "✗ late",
    "due": "▸ due today",
    "open": "○ open",
    "not_needed": "not needed",
}


def day(value: date | None) -> str:
    """`16 Jun 2026`; a dash for none."""
    return wording.NONE if value is None else value.strftime("%-d %b %Y")


def days(count: int) -> str:
    """`1 day`, `12 days`."""
    return wording.counted(count, "day")


def countdown(row: Row) -> str:
    """The days to the end of the backups, against the date committed (EXI-6)."""
    if row["tenant_deleted_on"] is None:
        kept = "The tenant is not deleted yet, and backups keep its data for 7 days after."
        return f"{kept} {_committed(row)}"
    due, deleted = day(row["data_gone_due_on"]), day(row["tenant_deleted_on"])
    left = row["days_left"]
    until = f"end on {due}, in {days(left)}" if left else f"were to end on {due}"
    ends = f"Deleted on {deleted}: the backups {until}."
    spare = row["days_to_spare"]
    if spare is None:
        return f"{ends} No date is committed for all data to be gone."
    if spare < 0:
        return f"{ends} That is {days(-spare)} after the date committed, {day(row['gone_by'])}."
    margin = f"{days(spare)} before" if spare else "on"
    return f"{ends} That is {margin} the date committed, {day(row['gone_by'])}."


def _committed(row: Row) -> str:
    if row["gone_by"] is None:
        return "No date is committed for all data to be gone."
    left = row["days_to_gone_by"]
    when = f"in {days(left)}" if left > 0 else f"{days(-left)} ago" if left else "today"
    return f"All data is committed to be gone by {day(row['gone_by'])}, {when}."


def promise(row: Row) -> str:
    """Whether the dates given can be kept, and from when on they could not."""
    latest, earliest = day(row["latest_deletion_on"]), day(row["earliest_deletion_on"])
    must = f"they ask for a deletion by {latest}"
    if row["promise"] == "not_given":
        return f"No date is given. The tenant may be deleted from {earliest} on."
    if row["promise"] == "kept":
        return "Every date given was kept."
    if row["promise_lost_on"] is None:
        return {
            "open": f"The dates given can be kept: {must}, and from {earliest} on it is allowed.",
        }.get(row["promise"], "A date given was missed.")
    if row["promise_lost_on"] == row["requested_on"]:
        lost = (
            f"The dates given could not be kept from the first day: {must}, but the data is to "
            f"stay available, and the first day to delete it is {earliest}."
        )
    else:
        lost = f"The dates given cannot be kept since {day(row['promise_lost_on'])}: {must}."
    return lost + (" A date was missed." if row["promise"] == "broken" else "")


def unanswered(row: Row) -> str:
    """What the customer has not answered (EXI-1)."""
    questions = [QUESTIONS[word] for word in (row["unanswered"] or "").split()]
    if not questions:
        return "Every question is answered."
    return f"Not answered: {'; '.join(questions)}."


def exports(row: Row) -> str:
    """Which exports are wanted, and cannot be had (EXI-3)."""
    if row["export_wanted"] is None:
        return "It is not said whether an export is wanted."
    if not row["export_wanted"]:
        return "No export is wanted."
    if row["products_without_export"] is None:
        return "An export is wanted, and can be had for every product named."
    products = ", ".join(row["products_without_export"].split())
    return f"An export is wanted, but none can be had for {products}."


def exit_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """`exits.sql`: a line an exit."""
    return _table(
        {
            "Exit": row["exit_id"],
            "Customer": row["name"],
            "Asked for": day(row["requested_on"]),
            "Waits for": WAITS_FOR[row["stage"]],
            "Late": wording.number(row["late_steps"]),
            "Out of order": wording.number(row["steps_out_of_order"]),
            "Deleted": day(row["tenant_deleted_on"]),
            "Backups end": day(row["data_gone_due_on"]),
            "All gone by": day(row["gone_by"]),
            "Dates given": row["promise"].replace("_", " "),
        }
        for row in rows.to_dicts()
    )


def step_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """`exit_steps.sql`: a line a step, in order."""
    return _table(
        {
            "Step": row["title"],
            "State": STATES[row["state"]]
            + (f" by {days(row['days_late'])}" if row["state"] in ("late", "done_late") else ""),
            "Planned": day(row["planned_on"]),
            "Latest by the plan": day(row["proposed_on"]),
            "Done": day(row["occurred_on"]),
            "Order": {True: "in order", False: "✗ out of order", None: wording.NONE}[
                row["in_order"]
            ],
            "Remark": row["note"],
        }
        for row in rows.to_dicts()
    )


def finding_rows(rows: pl.DataFrame, time_zone: str) -> pl.DataFrame:
    """`exit_findings.sql`, times local."""
    since = instant_texts(rows["occurred_at"], time_zone)
    return _table(
        {
            "Rule": row["rule_id"],
            "Severity": row["severity"],
            "Since": since_text,
            "What is wrong": row["message"],
        }
        for row, since_text in zip(rows.to_dicts(), since, strict=True)
    )


def _table(rows: Iterable[Mapping[str, str | None]]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), infer_schema_length=None)
