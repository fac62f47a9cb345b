"""One change in full, and how changes succeeded, in the columns that people read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import polars as pl

from reports import change_words, status_words, unjudged_words, wording
from reports.local_time import instant_text, local_record

DATES = {
    "notified_at": "Announced",
    "customer_agreed_at": "Agreed by the customer",
    "approved_at": "Approved",
    "tested_at": "Deployed on Test",
    "customer_reviewed_at": "Reviewed by the customer on Test",
    "planned_start": "Planned to start",
    "planned_end": "Planned to end",
    "started_at": "Started",
    "ended_at": "Ended",
}
ASKED = {
    "chg_1": ("CHG-1", "Is there a service request for it?"),
    "chg_2": ("CHG-2", "Did an authorised change contact ask for it?"),
    "chg_3": ("CHG-3", "Was it deployed and reviewed on Test first?"),
    "chg_4": ("CHG-4", "Was it approved, or of a pre-approved template?"),
    "chg_5": ("CHG-5", "Was an emergency for an open P1 or P2?"),
    "chg_6": ("CHG-6", "Was maintenance announced or agreed in time?"),
    "chg_9": ("CHG-9", "Did the customer agree before work?"),
}
SPANS = {"month": "The month", "year": "Twelve months"}

Row = Mapping[str, Any]


def told(row: Row) -> str:
    """`one_change.sql` in sentences."""
    where = row["environment"].replace("_", "-")
    effect = "interrupts service" if row["interrupts_service"] else "does not interrupt service"
    on_time = change_words.ON_TIME[row["on_time"]]
    template = "" if row["template"] is None else f" Template: {row['template']}."
    return (
        f"{row['change_id']}: a {row['type']} change on {where}, "
        f"{status_words.REASONS[row['reason']]}; it {effect}. "
        f"Outcome: {change_words.outcome(row['outcome'])}{on_time}; "
        f"{wording.counted(row['incidents_caused'], 'incident')} caused.{template} "
        f"Delivery {row['delivery_id']}, row {wording.row_place(row['row_number'])}."
    )


def date_rows(row: Row, time_zone: str) -> pl.DataFrame:
    """Every date of one change."""
    return pl.DataFrame(
        {
            "What": list(DATES.values()),
            "When": [instant_text(row[name], time_zone) for name in DATES],
        }
    )


def verdict_rows(row: Row, findings: pl.DataFrame, unjudged: Collection[str] = ()) -> pl.DataFrame:
    """Each rule's verdict on one change, with what its finding says; `unjudged`: not judged."""
    not_judged = unjudged_words.of_change(row, unjudged)
    messages = dict(findings.select("rule_id", "message").iter_rows())
    return pl.DataFrame(
        [
            {
                "Rule": rule,
                "Question": question,
                "Verdict": row[name] or ("not judged" if rule in not_judged else "nothing owed"),
                "What is wrong": messages.get(rule, wording.NONE),
            }
            for name, (rule, question) in ASKED.items()
        ]
    )


def caused_rows(rows: pl.DataFrame, time_zone: str) -> pl.DataFrame:
    """`caused_incidents.sql` as the page lists it, times local."""
    return pl.DataFrame(
        [
            {
                "Incident": row["ticket_id"],
                "Priority": row["priority"],
                "Opened": instant_text(row["opened_at"], time_zone),
                "Restored": "still open"
                if row["restored_at"] is None
                else instant_text(row["restored_at"], time_zone),
                "Summary": row["summary"],
            }
            for row in rows.to_dicts()
        ],
        infer_schema_length=None,
    )


def date_record(row: Row, time_zone: str) -> pl.DataFrame:
    """Every date of one change for a file: a row, instants local with their offset."""
    return local_record(
        pl.DataFrame(
            [{name: row[name] for name in DATES}], schema=dict.fromkeys(DATES, pl.Datetime)
        ),
        time_zone,
    )


def rate_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """`change_rates.sql` as the page lists it."""
    return pl.DataFrame(
        [
            {
                "In": SPANS[row["span"]],
                "Type": row["type"] or "all types",
                "Changes": wording.number(row["changes"]),
                "Successful": f"{wording.number(row['successful'])} of "
                f"{wording.number(row['ended'])}",
                "Share": wording.share(row["success_rate"]),
                "95 % interval": wording.interval(
                    row["success_rate_low"], row["success_rate_high"]
                ),
                "Incidents caused": wording.number(row["incidents_caused"]),
            }
            for row in rows.to_dicts()
        ]
    )
