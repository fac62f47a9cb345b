"""Changes in the words and columns that people read: verdicts, notice, outcomes, updates."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import polars as pl

from reports import status_words, unjudged_words, wording
from reports.local_time import instant_text, instant_texts

RULES = ("CHG-1", "CHG-2", "CHG-3", "CHG-4", "CHG-5", "CHG-6", "CHG-9")
# What follows an outcome, by whether the change ended in its window (CHG-8).
ON_TIME = {True: ", on time", False: ", not on time", None: ""}

Row = Mapping[str, Any]


def outcome(word: str) -> str:
    """`rolled back`, `under way`: what became of a change."""
    return word.replace("_", " ")


def with_windows(rows: pl.DataFrame, time_zone: str) -> pl.DataFrame:
    """The rows with `planned` and `actual`, each window in words, times local."""
    return rows.with_columns(
        _windows(rows, "planned_start", "planned_end", "planned", time_zone),
        _windows(rows, "started_at", "ended_at", "actual", time_zone),
    )


def month_words(rows: pl.DataFrame, month: str, unjudged: Collection[str] = ()) -> str:
    """`changes_of_month.sql` in a sentence or two; `unjudged`: rules not judged."""
    broken = sum(bool(broken_rules(row)) for row in rows.to_dicts())
    told = (
        f"{wording.counted(rows.height, 'change')} in {month}, "
        f"{wording.number(rows.filter(outcome='successful').height)} of them successful. "
    )
    if not broken:
        not_judged = any(unjudged_words.of_change(row, unjudged) for row in rows.to_dicts())
        return f"{told}None broke a rule{' that was judged' if not_judged else ''}."
    return f"{told}{wording.counted(broken, 'change')} broke a rule."


def change_rows(rows: pl.DataFrame, time_zone: str) -> pl.DataFrame:
    """`changes_of_month.sql` as the page lists it, times local."""
    return _table(
        {
            "Change": row["change_id"],
            "Type": f"{row['type']}, {row['environment'].replace('_', '-')}",
            "Why": status_words.REASONS[row["reason"]],
            "Planned": row["planned"],
            "Carried out": row["actual"],
            "Outcome": outcome(row["outcome"]) + ON_TIME[row["on_time"]],
            "Broken": ", ".join(_judged(row, "broken")) or wording.NONE,
            "Kept": _numbers(_judged(row, "kept")) or wording.NONE,
            "Ticket": row["request_ticket"] or row["incident_ticket"] or wording.NONE,
            "Caused": wording.number(row["incidents_caused"]),
        }
        for row in with_windows(rows, time_zone).to_dicts()
    )


def broken_rules(row: Row) -> list[str]:
    """The rules that a change broke."""
    return _judged(row, "broken")


def notice_rows(rows: pl.DataFrame, time_zone: str) -> pl.DataFrame:
    """The maintenance of `changes_of_month.sql`: when it was announced, and whether in time."""
    return _table(
        {
            "Change": row["change_id"],
            "Why": status_words.REASONS[row["reason"]],
            "Interrupts service": _yes(row["interrupts_service"]),
            "Announced": instant_text(row["notified_at"], time_zone),
            "Agreed": instant_text(row["customer_agreed_at"], time_zone),
            "Planned to start": instant_text(row["planned_start"], time_zone),
            "Verdict (CHG-6)": notice_verdict(row),
        }
        for row in rows.to_dicts()
    )


def notice_verdict(row: Row) -> str:
    """What CHG-6 says of one maintenance, in words."""
    days = row["notice_business_days"]
    given = (
        "never announced" if days is None else f"{wording.counted(days, 'whole business day')} of 5"
    )
    if row["reason"] == "agreed_maintenance":
        told = {"kept": "kept: agreed before it started", "broken": "broken: not agreed before"}
        return told.get(row["chg_6"], "nothing owed")
    if row["chg_6"] is None:
        return f"nothing owed; {given}"
    return f"{row['chg_6']}: {given}"


def outcome_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """`change_outcomes.sql`: counts, never a share of few."""
    return _table(
        {
            "Month": wording.month_name(row["month"]),
            "Type": row["type"],
            "Changes": wording.number(row["changes"]),
            "Successful": _of(row["successful"], row["ended"]),
            "Rolled back": wording.number(row["rolled_back"]),
            "Failed": wording.number(row["failed"]),
            "Cancelled": wording.number(row["cancelled"]),
            "Not ended": wording.number(row["not_ended"]),
            "On time": _of(row["on_time"], row["timed"]),
            "Incidents caused": wording.number(row["incidents_caused"]),
        }
        for row in rows.to_dicts()
    )


def update_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """`update_years.sql` as the page lists it."""
    return _table(
        {
            "Year": str(row["calendar_year"]),
            "Days live": wording.number(row["live_days"]),
            "Updates completed": wording.number(row["updates"]),
            "Last update": wording.NONE
            if row["updated_on"] is None
            else row["updated_on"].strftime("%-d %b %Y"),
            "Verdict (CHG-7)": update_verdict(row),
        }
        for row in rows.to_dicts()
    )


def update_verdict(row: Row) -> str:
    """Whether software was brought up to date in a year, in words."""
    if row["chg_7"] == "kept":
        return "kept"
    if row["chg_7"] == "broken":
        return "broken: no update in the whole year"
    if row["chg_7"] == "open":
        return f"still owed: {wording.counted(row['days_left'], 'day')} left"
    return "nothing owed: not live for the whole year"


def _judged(row: Row, verdict: str) -> list[str]:
    return [rule for rule in RULES if row[_column(rule)] == verdict]


def _numbers(rules: list[str]) -> str:
    """`1, 3`: the table is wide, and its caption says of which chapter."""
    return ", ".join(rule.removeprefix("CHG-") for rule in rules)


def _column(rule: str) -> str:
    return rule.lower().replace("-", "_")


def _of(count: int, whole: int) -> str:
    return f"{wording.number(count)} of {wording.number(whole)}" if whole else wording.NONE


def _yes(value: bool | None) -> str:
    return wording.NONE if value is None else "yes" if value else "no"


def _windows(rows: pl.DataFrame, start: str, end: str, name: str, time_zone: str) -> pl.Series:
    starts, ends = (instant_texts(rows[column], time_zone) for column in (start, end))
    return pl.Series(
        name,
        [
            wording.NONE if began == wording.NONE else f"{began} to {_end(began, ended)}"
            for began, ended in zip(starts, ends, strict=True)
        ],
        dtype=pl.String,
    )


def _end(began: str, ended: str) -> str:
    """The end of a window, without its day where that is the day it began."""
    day, _, time = ended.rpartition(", ")
    return "now" if ended == wording.NONE else time if began.startswith(f"{day},") else ended


def _table(rows: Iterable[Mapping[str, str | None]]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), infer_schema_length=None)
