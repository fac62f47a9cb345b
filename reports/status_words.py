"""Program status in the words and columns that people read: rows in, rows of text out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import polars as pl

from reports import quota_words, wording
from reports.local_time import instant_texts, local_record

Row = Mapping[str, Any]

DAY = 86_400
LONGEST_IN_HOURS = 2 * DAY
AGES = {
    "under_1_day": "under 1 day",
    "1_to_7_days": "1 to 7 days",
    "1_to_4_weeks": "1 to 4 weeks",
    "over_4_weeks": "over 4 weeks",
}
WAITS_FOR = {
    "answer": "our first answer",
    "us": "our work",
    "customer": "the customer",
    "unknown": "something not shown",
}
KINDS = {"incident": "incident", "service_request": "request"}
REASONS = {
    "customer_request": "asked for by the customer",
    "service_update": "service update",
    "routine_maintenance": "routine maintenance",
    "agreed_maintenance": "agreed maintenance",
    "emergency_maintenance": "emergency maintenance",
    "other": "other",
}
MISSING = {
    "request": "the request",
    "template": "the template",
    "approval": "approval",
    "incident": "the incident",
    "agreement": "the customer's agreement",
    "notice": "notice",
    "test": "deployment on Test",
    "review": "the customer's review on Test",
}


def span(seconds: int) -> str:
    """`3 h 20 min`, from two days on `12 days`: time by the wall."""
    if seconds < LONGEST_IN_HOURS:
        return wording.duration(seconds)
    return wording.counted(seconds // DAY, "day")


def totals_words(row: Row, whose: str) -> str:
    """What is open and what it waits for, in one sentence."""
    if not row["requests"]:
        return f"No request of {whose} is open."
    unknown = f", {wording.number(row['unknown'])} for {WAITS_FOR['unknown']}"
    return (
        f"{wording.counted(row['requests'], 'request')} of {whose} "
        f"{'is' if row['requests'] == 1 else 'are'} open: {wording.number(row['unanswered'])} "
        f"waiting for our first answer, {wording.number(row['ours'])} for our work, "
        f"{wording.number(row['theirs'])} for the customer{unknown if row['unknown'] else ''}; "
        f"{_late(row)} and {wording.number(row['likely_misses'])} more likely to be missed than "
        "not."
    )


def _late(row: Row) -> str:
    """How many are late, and how many may be; that none is, where all could be measured alone."""
    parts = []
    if row["late"] or not row["not_measurable"]:
        parts.append(
            f"{wording.number(row['late'])} already late,"
            if row["late"]
            else "none of their next clocks is late,"
        )
    if row["not_measurable"]:
        parts.append(f"{wording.number(row['not_measurable'])} may be late or not,")
    return " ".join(parts)


def changes_words(row: Row) -> str:
    """What is planned, and what lacks something, in one sentence."""
    overdue = (
        f", {wording.number(row['changes_overdue'])} should have begun already"
        if row["changes_overdue"]
        else ""
    )
    return (
        f"{wording.counted(row['changes'], 'change')} planned, "
        f"{wording.number(row['changes_lacking'])} lacking something{overdue}."
    )


def request_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """`status_requests.sql` as the page lists it."""
    return _table(
        {
            "Ticket": row["ticket_id"],
            "Customer": row["customer_name"],
            "Kind": KINDS[row["kind"]],
            "Priority": row["priority"],
            "Open for": span(row["age_seconds"]),
            "Waits for": waits_for(row),
            "Next clock": _clock(row),
            "Time left": time_left(row),
            "Chance of a miss": _chance(row),
            "Summary": row["summary"],
        }
        for row in rows.to_dicts()
    )


def waits_for(row: Row) -> str:
    """`our work, 3 days`; nothing for how long where the export does not show what for."""
    if row["waits_for"] == "unknown":
        return "not shown by the export"
    return f"{WAITS_FOR[row['waits_for']]}, {span(row['waited_seconds'])}"


def request_record(rows: pl.DataFrame, time_zone: str) -> pl.DataFrame:
    """`status_requests.sql` for a file: seconds as they are, instants local with their offset."""
    return local_record(rows, time_zone)


def age_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """`status_requests_by_age.sql`: a line an age, a column for what is waited for."""
    lines: dict[str, dict[str, str]] = {}
    for row in rows.to_dicts():
        line = lines.setdefault(row["age"], {"Open for": AGES[row["age"]]})
        late = wording.count_range(row["late"], row["not_measurable"])
        late = f" ({late} late)" if row["late"] + row["not_measurable"] else ""
        line[f"Waits for {WAITS_FOR[row['waits_for']]}"] = (
            f"{wording.number(row['requests'])}{late}"
        )
    return _table(lines.values())


def time_left(row: Row) -> str:
    """`1 h 20 min, 24x7`, `2 h 13 min late, 24x7`; why not where the clock does not count."""
    if row["outcome"] == "breached":
        return wording.lateness(row["late_seconds"], row["calendar"], row["least_late_seconds"])
    if row["outcome"] == "not_measurable":
        return wording.may_be_late(row["late_seconds"], row["calendar"])
    if row["remaining_seconds"] is None or row["outcome"] not in {"running", "paused"}:
        return f"does not count: {wording.reason(row['excluded_reason'])}"
    left = _left(row["remaining_seconds"], row["most_remaining_seconds"])
    words = f"{left}, {wording.CALENDAR_NAMES[row['calendar']]}"
    return f"{words}; the clock rests" if row["outcome"] == "paused" else words


def _left(least: int, most: int | None) -> str:
    if most is None:
        return f"at least {wording.duration(least)}"
    left = wording.duration(least)
    return left if least == most else f"{left} to {wording.duration(most)}"


def change_rows(rows: pl.DataFrame, time_zone: str) -> pl.DataFrame:
    """`status_changes.sql` as the page lists it, times local."""
    starts = instant_texts(rows["planned_start"], time_zone)
    return _table(
        {
            "Change": row["change_id"],
            "Customer": row["customer_name"],
            "Begins": f"{starts_at}{', overdue' if row['is_overdue'] else ''}",
            "Type": row["type"],
            "Why": REASONS[row["reason"]],
            "Where": row["environment"].replace("_", "-"),
            "Missing": missing(row),
            "Notice": notice(row),
            "Summary": row["summary"],
        }
        for row, starts_at in zip(rows.to_dicts(), starts, strict=True)
    )


def change_record(rows: pl.DataFrame, time_zone: str) -> pl.DataFrame:
    """`status_changes.sql` for a file, instants local with their offset."""
    return local_record(rows, time_zone)


def missing(row: Row) -> str:
    """What a change owes before it begins."""
    words = [MISSING[word] for word in (row["missing"] or "").split()]
    return ", ".join(words) if words else "nothing"


def notice(row: Row) -> str:
    """How long before it maintenance was announced (CHG-6)."""
    if row["reason"] != "routine_maintenance" or not row["interrupts_service"]:
        return "not owed"
    days = row["notice_business_days"]
    given = "none given" if days is None else wording.counted(days, "business day")
    return f"{given}: too late (CHG-6)" if row["is_notice_broken"] else given


def project_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """`status_projects.sql` as the page lists it."""
    return _table(
        {
            "Project": row["note"],
            "Customer": row["customer_name"],
            "Units": wording.number(row["units"]),
            "Kind": quota_words.KIND_NAMES[row["kind"]].lower(),
            "Month": wording.month_name(row["month"]),
        }
        for row in rows.to_dicts()
    )


def project_month_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """`status_project_months.sql`: a line a month and kind."""
    return _table(
        {
            "Month": wording.month_name(row["month"]),
            "Kind": quota_words.KIND_NAMES[row["kind"]].lower(),
            "Projects": wording.number(row["projects"]),
            "Units": wording.number(row["units"]),
        }
        for row in rows.to_dicts()
    )


def latest_month(months: Iterable[date]) -> str:
    """The last of the months in words."""
    return wording.month_name(max(months))


def _clock(row: Row) -> str:
    if row["target_seconds"] is None:
        return str(row["metric"])
    return f"{row['metric']} within {wording.target(row['target_seconds'], row['calendar'])}"


def _chance(row: Row) -> str:
    if row["outcome"] == "breached":
        return "missed"
    if row["outcome"] == "not_measurable":
        return "not known"
    return wording.share(row["chance_of_miss"])


def _table(rows: Iterable[Mapping[str, str | None]]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), infer_schema_length=None)
