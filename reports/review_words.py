"""The service review in sentences that can be read aloud (CSS 5.2): rows in, words out.

Nothing is computed here, and nothing is claimed that chance alone explains: whether a share differs
from that of the months before is the answer of `review_shares.sql`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from reports import quota_words, wording
from reports.wording import counted, number

Row = Mapping[str, Any]

DONE = {"response": "answered", "restoration": "restored"}
URGENT = {"P1": "critical", "P2": "high-priority"}


def month_so_far(month: date, *, is_over: bool) -> str:
    """`In June 2026`, `So far in June 2026`."""
    return f"{'In' if is_over else 'So far in'} {wording.month_name(month)}"


def demand_sentence(rows: Sequence[Row], month: date, *, is_over: bool) -> str:
    """What came, what was done, what was left: `review_demand.sql`, the month itself last."""
    when = month_so_far(month, is_over=is_over)
    if not rows:
        return f"{when}, no ticket was opened, nor in any month before."
    now = rows[-1]
    end = "at the month's end" if is_over else "now"
    left = f"{number(now['backlog'])} {_was(now['backlog'], is_over=is_over)} still open {end}"
    if not now["backlog"]:
        left = f"none {_was(1, is_over=is_over)} still open {end}"
    return (
        f"{when}, {_opened(now)}{_beside(now['opened'], rows[:-1], is_over=is_over)}; "
        f"{number(now['restored'])} {'was' if now['restored'] == 1 else 'were'} restored or "
        f"fulfilled, and {left}."
    )


def _opened(row: Row) -> str:
    if not row["opened"]:
        return "no ticket was opened"
    verb = "was" if row["opened"] == 1 else "were"
    if row["opened"] == 1:
        kind = "an incident" if row["incidents"] else "a service request"
        return f"1 ticket {verb} opened, {kind},"
    kinds = _and(
        [
            counted(row[name], noun)
            for name, noun in (("incidents", "incident"), ("requests", "service request"))
            if row[name]
        ]
    )
    return f"{number(row['opened'])} tickets {verb} opened ({kinds})"


def _beside(opened: int, before: Sequence[Row], *, is_over: bool) -> str:
    """How it stands beside the months before: what was counted, no claim about why."""
    if len(before) < 3 or not is_over:
        return ""
    counts = [row["opened"] for row in before]
    least, most = min(counts), max(counts)
    months = f"the {len(before)} months before"
    if opened > most:
        return f", more than in any of {months} (at most {number(most)})"
    if opened < least:
        return f", fewer than in any of {months} (at least {number(least)})"
    return f", within the {number(least)} to {number(most)} a month of {months}"


def share_sentence(row: Row, month: date, *, is_over: bool) -> str:
    """What was kept of one metric, beside the months before: `review_shares.sql`."""
    done = DONE[row["metric"]]
    when = month_so_far(month, is_over=is_over)
    if not row["decided"]:
        return f"{when}, no ticket was {done} and none missed its time for that."
    if row["decided"] == 1:
        kept = "in time" if row["met"] else "not in time"
        said = f"The one ticket to be {done} was {done} {kept}"
        if not row["met"]:
            said = f"The one ticket to be {done} missed its time"
    else:
        met = number(row["met"]) if row["met"] else "None"
        verb = "was" if row["met"] < 2 else "were"
        said = (
            f"{met} of {number(row['decided'])} tickets {verb} {done} in time "
            f"({wording.share(row['share'])})"
        )
    return f"{said}{_compared(row)}."


def _compared(row: Row) -> str:
    if row["standing"] is None:
        return "; there is no earlier month to compare with"
    share = wording.share(row["share_before"])
    year = "the twelve months before" if row["months_before"] > 1 else "the one earlier month"
    if row["standing"] == "alike":
        return f"; it was {share} over {year}, no more of a difference than chance explains"
    return f", {row['standing']} than the {share} of {year} by more than chance explains"


def urgent_sentence(urgent: Sequence[Row], available: Row | None) -> str:
    """P1 and P2 incidents and how far production was up."""
    counts = {priority: sum(row["priority"] == priority for row in urgent) for priority in URGENT}
    named = [counted(count, f"{URGENT[priority]} incident") for priority, count in counts.items()
             if count]  # fmt: skip
    if not named:
        said = "No critical or high-priority incident was due"
    else:
        late = sum("breached" in (row["response"], row["restoration"]) for row in urgent)
        missed = "none of which missed a target"
        if late:
            missed = f"{number(late)} of which missed a target"
        if len(urgent) == 1:
            missed = "which missed a target" if late else "which kept its targets"
        said = f"There {'was' if len(urgent) == 1 else 'were'} {_and(named)}, {missed}"
    return f"{said}; {_available(available)}."


def _available(row: Row | None) -> str:
    if row is None:
        return "production was not live"
    said = f"production was up for {availability(row['availability'])} of the time"
    if row["target"] is None:
        return said
    stands = "which keeps" if row["is_met"] else "which misses"
    return f"{said}, {stands} the target of {availability(row['target'])}"


def availability(share: float) -> str:
    """`99.95 %`: rounding never makes a share whole that is not."""
    if share == 1:
        return "100 %"
    return f"{min(share * 100, 99.999):.3f}".rstrip("0").rstrip(".") + " %"


def downtime_sentence(row: Row) -> str:
    """How long production was down, and what was not counted (AVA-1)."""
    if not row["outages"]:
        return "Nothing interrupted production."
    said = (
        f"{counted(row['outages'], 'outage')}, "
        f"{wording.duration(row['downtime_seconds'])} down in all"
    )
    if row["excluded_downtime_seconds"]:
        left_out = wording.duration(row["excluded_downtime_seconds"])
        said += f"; {left_out} more were maintenance or asked for, and do not count"
    return f"{said}."


def quota_sentence(years: Sequence[Row]) -> str:
    """How far each quota is used and whether it lasts: `quota_years.sql`."""
    limited = [year for year in years if year["quota_units"] is not None]
    if not limited:
        return "No quota limits the service requests."
    said = [
        f"{number(year['used_units'])} of {counted(year['quota_units'], 'unit')} for "
        f"{quota_words.KIND_NAMES[year['kind']].lower()}"
        for year in limited
    ]
    verb = "is" if limited[0]["used_units"] == 1 else "are"
    day = quota_words.day_text(min(limited[0]["as_of_on"], limited[0]["ends_on"]))
    return f"By {day}, {_and(said)} {verb} used of this contract year; {_lasts(limited)}."


def _lasts(years: Sequence[Row]) -> str:
    told = [(_kind(year), _outlook(year)) for year in years]
    known = [f"that for {kind} {outlook}" for kind, outlook in told if outlook]
    return _and(known) if known else "nothing is forecast of it"


def _outlook(year: Row) -> str | None:
    if year["overage_units"]:
        return f"is used up, and {counted(year['overage_units'], 'unit')} went beyond it"
    if not year["remaining_units"]:
        return "is used up"
    if year["exhaustion_probability"] is None:
        return None
    chance = quota_words.chance(year["exhaustion_probability"])
    return f"runs out before the year does with a chance of {chance}"


def _kind(year: Row) -> str:
    return quota_words.KIND_NAMES[year["kind"]].lower()


def standing_sentence(row: Row, *, is_over: bool) -> str:
    """Whether time can still change the month, and what its figures leave out."""
    undecided = row["undecided"]
    still = (
        "no clock is still undecided"
        if not undecided
        else f"{counted(undecided, 'clock')} of this customer "
        f"{'is' if undecided == 1 else 'are'} still undecided"
    )
    if is_over:
        said = (
            "The month is over: time changes nothing in it any more, only a correction of a "
            f"record would; {still} and will count in a later month."
            if undecided
            else "The month is over: only a correction of a record would change it."
        )
    else:
        said = f"The month is not over, so its figures are provisional; {still}."
    return f"{said} {_left_out(row)}"


def _left_out(row: Row) -> str:
    parts = [
        f"{counted(row[name], 'clock')} {words}"
        for name, words in (
            ("not_measurable", "could not be measured"),
            ("excluded", "not owed"),
        )
        if row[name]
    ]
    if not parts:
        return "Every clock of the month could be measured, and counts."
    return f"Left out of the shares: {_and(parts)}."


def readings_sentence(rows: Sequence[Row]) -> str:
    """Where the rules are read otherwise than by default: `data_readings.sql`."""
    differing = [
        f"{row['name'].replace('_', ' ')} is {row['value']} ({row['rule_id']})"
        for row in rows
        if not row["is_default"]
    ]
    if not differing:
        return "The rules are read as they are by default."
    return f"Read otherwise than by default: {'; '.join(differing)}."


def _was(count: int, *, is_over: bool) -> str:
    if is_over:
        return "was" if count == 1 else "were"
    return "is" if count == 1 else "are"


def _and(parts: Sequence[str]) -> str:
    return " and ".join(parts) if len(parts) < 3 else f"{', '.join(parts[:-1])} and {parts[-1]}"
