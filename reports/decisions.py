"""What a service review leaves to be decided: each with its reason and the way to its record.

The list is read off what was published; nothing is weighed here beyond what the rules say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from reports import exit_readable, quota_words, status_words, wording
from reports.addresses import page_address, ticket_address

Row = Mapping[str, Any]

WEEK = 7 * 86_400
SINGLY = 3
# Findings that ask for a decision of both sides, beyond those that the other lists hold.
ASKING = ("CON-1", "PRB-2", "CHG-7")


@dataclass(frozen=True)
class Decision:
    """A sentence that asks for one, and the address within the dashboard of what it is about."""

    text: str
    address: str


@dataclass(frozen=True)
class Matters:
    """The rows that may ask for a decision, each of the query named beside it."""

    urgent: Sequence[Row]  # review_urgent
    years: Sequence[Row]  # quota_years
    changes: Sequence[Row]  # status_changes
    exits: Sequence[Row]  # exits, of the customer
    requests: Sequence[Row]  # status_requests
    left_out: Sequence[Row]  # left_out
    findings: Sequence[Row]  # findings


def decisions(matters: Matters, customer_id: str, month: date) -> list[Decision]:
    """Everything to decide, the most urgent kind first."""

    def page(name: str, **more: str) -> str:
        return page_address(name, customer_id, month, **more)

    def ticket(row: Row) -> str:
        return ticket_address(row["ticket_id"], customer_id, month)

    return [
        *(Decision(_problem(row), ticket(row)) for row in matters.urgent if row["lacks_problem"]),
        *(Decision(text, page("quota")) for text in _quotas(matters.years)),
        *(Decision(text, page("changes")) for text in _changes(matters.changes)),
        *(Decision(text, page("exits")) for text in _exits(matters.exits)),
        *_waiting(matters.requests, page("status"), ticket),
        *(Decision(text, page("status")) for text in _late(matters.requests)),
        *(Decision(text, page("attainment")) for text in _untrained(matters.left_out)),
        *_found(matters.findings, page),
    ]


def _problem(row: Row) -> str:
    return f"Open a problem for {row['ticket_id']}: a critical incident was restored without one."


def _quotas(years: Sequence[Row]) -> Iterator[str]:
    for year in years:
        kind = quota_words.KIND_NAMES[year["kind"]].lower()
        if year["overage_units"]:
            yield (
                f"Settle {wording.counted(year['overage_units'], 'unit')} used beyond the quota "
                f"for {kind}."
            )
        if year["recommended_top_up_units"] and not year["leaves"]:
            chance = quota_words.chance(year["overage_probability"])
            yield (
                f"Buy {wording.counted(year['recommended_top_up_units'], 'unit')} for {kind}? "
                f"Without them, more than there is will be used with a chance of {chance}; with "
                "them the quota holds nine times in ten."
            )


def _changes(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        if row["is_overdue"]:
            yield f"{row['change_id']} should have begun already: carry it out, or plan it anew?"
        elif row["missing"] or row["is_notice_broken"]:
            late = "; its notice is too late (CHG-6)" if row["is_notice_broken"] else ""
            missing = status_words.missing(row)
            yield f"Before {row['change_id']} begins, still to come: {missing}{late}."


def _exits(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        if row["stage"] == "closed":
            continue
        if row["unanswered"]:
            yield f"Exit {row['exit_id']}. {exit_readable.unanswered(row)}"
        if row["promise_lost_on"] is not None:
            yield f"Exit {row['exit_id']}. {exit_readable.promise(row)}"


def _waiting(rows: Sequence[Row], all_of_them: str, ticket: Any) -> Iterator[Decision]:
    long = [row for row in rows if row["waits_for"] == "customer" and row["waited_seconds"] > WEEK]
    long.sort(key=lambda row: -row["waited_seconds"])
    for row in long[:SINGLY]:
        waited = status_words.span(row["waited_seconds"])
        yield Decision(
            f"{row['ticket_id']} has waited {waited} for the customer: answer it, or close it?",
            ticket(row),
        )
    rest = len(long) - SINGLY
    if rest > 0:
        verb = "has" if rest == 1 else "have"
        yield Decision(
            f"{wording.counted(rest, 'more ticket')} {verb} waited over a week for the customer.",
            all_of_them,
        )


def _late(rows: Sequence[Row]) -> Iterator[str]:
    late = sum(row["outcome"] == "breached" for row in rows)
    if late:
        verb = "is" if late == 1 else "are"
        yield (
            f"{wording.counted(late, 'open ticket')} {verb} past the target: agree what comes next."
        )


def _untrained(rows: Sequence[Row]) -> Iterator[str]:
    clocks = sum(row["clocks"] for row in rows if row["excluded_reason"] == "contact_untrained")
    if clocks:
        verb = "does" if clocks == 1 else "do"
        yield (
            f"Train a contact: {wording.counted(clocks, 'restoration')} {verb} not count because "
            "the contact was not trained."
        )


def _found(rows: Sequence[Row], page: Any) -> Iterator[Decision]:
    for rule in ASKING:
        of_rule = [row for row in rows if row["rule_id"] == rule]
        if of_rule:
            more = f" (and {len(of_rule) - 1} more of {rule})" if len(of_rule) > 1 else ""
            yield Decision(f"{of_rule[0]['message']}{more}", page("findings", rule=rule))
