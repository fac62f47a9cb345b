"""What could not be measured, and the ranges that follow from it, in words (CLK-13, CLK-15).

Rows in, words out: nothing is computed here, and nothing is claimed that an export hides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from reports import wording
from reports.wording import counted, number

Row = Mapping[str, Any]

LEGEND = "Hollow bar: some could not be measured; the share lies between its ends"


def missed_words(total: Row) -> str | None:
    """`2 missed`, `2 to 5 missed`, beside a count of what was met; none without a clock."""
    if not total["decided"] + total["not_measurable"]:
        return None
    return f"{wording.count_range(total['breached'], total['not_measurable'])} missed"


def nothing_decided(metric: str, not_measurable: int, month: date) -> str:
    """Why there is no time to draw: nothing was due, or nothing could be measured."""
    if not not_measurable:
        return f"No {metric} clock was decided in {wording.month_name(month)}"
    if not_measurable == 1:
        return f"The one {metric} target of {wording.month_name(month)} could not be measured"
    return (
        f"None of {number(not_measurable)} {metric} targets of {wording.month_name(month)} could "
        "be measured"
    )


def missed_caption(missed: int, not_measurable: int) -> str:
    """`2 missed clocks, furthest past the target first`, and that there may be more."""
    caption = f"{counted(missed, 'missed clock')}, furthest past the target first"
    if not not_measurable:
        return caption
    return f"{caption}; {number(not_measurable)} more could not be measured"


def no_miss(not_measurable: int, month: date) -> str:
    """That no miss is known of; nothing less where something could not be measured."""
    if not not_measurable:
        return f"No clock missed its target in {wording.month_name(month)}."
    return (
        f"No missed target is known of in {wording.month_name(month)}; "
        f"{counted(not_measurable, 'target')} could not be measured."
    )


def all_count(not_measurable: int, month: date) -> str:
    """That no clock is left out; that each counts only where all could be measured."""
    if not not_measurable:
        return f"Every clock of {wording.month_name(month)} counts."
    return f"Nothing else of {wording.month_name(month)} is left out."


def not_measured_sentences(rows: Sequence[Row]) -> list[str]:
    """`not_measured.sql`: how many there are, what the export hides, and what follows."""
    by_day = [row for row in rows if row["least_elapsed_seconds"] is not None]
    hidden = [row for row in rows if row["least_elapsed_seconds"] is None]
    sentences = []
    if hidden:
        sentences.append(
            f"{counted(len(hidden), 'target')} could not be measured: the export does not show "
            f"when {_these(hidden)} {_hidden(hidden)}."
        )
    if by_day:
        sentences.append(
            f"{counted(len(by_day), 'target')} could not be measured: of an instant of "
            f"{_these(by_day)} only the day is known."
        )
    each = "It was met or missed" if len(rows) == 1 else "Each was met or missed"
    return [*sentences, f"{each}, so the shares of the month are ranges."]


def _these(rows: Sequence[Row]) -> str:
    return "this ticket" if len({row["ticket_id"] for row in rows}) == 1 else "these tickets"


def _hidden(rows: Sequence[Row]) -> str:
    metrics = {row["metric"] for row in rows}
    if metrics == {"restoration"}:
        return "waited"
    verb = "was" if len({row["ticket_id"] for row in rows}) == 1 else "were"
    return f"{verb} answered" if metrics == {"response"} else f"{verb} answered or waited"
