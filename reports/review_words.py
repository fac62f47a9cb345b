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
# Where `availability.rests_on_bounds`.
DOWN_AT_MOST = (
    "the export does not show when tickets waited or changed, so downtime is at most what is shown"
)
# What urgent incidents came to, of one and of more, where one of them could not be measured.
ENDS = {
    "missed": ("missed a target", "missed a target"),
    "not measured": ("could not be measured", "could not be measured"),
    "met": ("met the targets", "met the targets"),
    "open": ("is still open", "are still open"),
    "not owed": ("is not counted", "are not counted"),
}


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
    if not row["decided"] + row["not_measurable"]:
        return f"{when}, no ticket was {done} and none missed its time for that."
    words = _in_time_at_least(row, done) if row["not_measurable"] else _in_time(row, done)
    return f"{words}{_compared(row)}"


def _in_time(row: Row, done: str) -> str:
    if row["decided"] == 1:
        kept = "in time" if row["met"] else "not in time"
        words = f"The one ticket to be {done} was {done} {kept}"
        if not row["met"]:
            words = f"The one ticket to be {done} missed its time"
        return words
    met = number(row["met"]) if row["met"] else "None"
    verb = "was" if row["met"] < 2 else "were"
    return (
        f"{met} of {number(row['decided'])} tickets {verb} {done} in time "
        f"({wording.share(row['share_least'])})"
    )


def _in_time_at_least(row: Row, done: str) -> str:
    """Of tickets of which some could not be measured: from all of them missed to all met."""
    clocks = row["decided"] + row["not_measurable"]
    if clocks == 1:
        return f"Whether the one ticket to be {done} was {done} in time could not be measured"
    least, most = number(row["met"]), number(row["met"] + row["not_measurable"])
    return (
        f"Between {least} and {most} of {number(clocks)} tickets were {done} in time "
        f"({wording.share_range(row['share_least'], row['share_most'])})"
    )


def _compared(row: Row) -> str:
    """What follows the share, to the end: how it stands beside the months before."""
    if row["standing"] is None:
        return f"; there is no earlier month to compare with.{_unmeasured(row)}"
    year = "the twelve months before" if row["months_before"] > 1 else "the one earlier month"
    if row["standing"] == "not known":
        return f". This cannot be compared with {year}: {_why_not_compared(row)}."
    share = wording.share_range(row["share_before_least"], row["share_before_most"])
    if row["standing"] == "alike":
        words = f"; it was {share} over {year}, no more of a difference than chance explains."
    else:
        words = f", {row['standing']} than the {share} of {year} by more than chance explains."
    return f"{words}{_unmeasured(row)}"


def _unmeasured(row: Row) -> str:
    return f" {number(row['not_measurable'])} could not be measured." * bool(row["not_measurable"])


def _why_not_compared(row: Row) -> str:
    now, before = row["not_measurable"], row["not_measurable_before"]
    then = f"{number(before)} of the earlier ones"
    if not before:
        return f"{number(now)} could not be measured"
    if not now:
        return f"{then} could not be measured"
    return f"{number(now)} could not be measured, and {then}"


def urgent_sentence(urgent: Sequence[Row], available: Row | None) -> str:
    """P1 and P2 incidents and how far production was up."""
    counts = {priority: sum(row["priority"] == priority for row in urgent) for priority in URGENT}
    named = [counted(count, f"{URGENT[priority]} incident") for priority, count in counts.items()
             if count]  # fmt: skip
    if not named:
        said = "No critical or high-priority incident was due"
    else:
        verb = "was" if len(urgent) == 1 else "were"
        said = f"There {verb} {_and(named)}{_how_urgent_went(urgent)}"
    return f"{said}; {_available(available)}."


def _how_urgent_went(urgent: Sequence[Row]) -> str:
    """How many missed a target; where some could not be measured, what became of each."""
    ends = [_end(row) for row in urgent]
    late = ends.count("missed")
    if "not measured" not in ends:
        if len(urgent) == 1:
            return ", which missed a target" if late else ", which kept its targets"
        return f", {number(late) if late else 'none'} of which missed a target"
    if len(urgent) == 1:
        return ", which could not be measured"
    parts = [
        f"{number(ends.count(end))} {one if ends.count(end) == 1 else more}"
        for end, (one, more) in ENDS.items()
        if ends.count(end)
    ]
    return f": {_and(parts)}"


def _end(row: Row) -> str:
    outcomes = {row["response"], row["restoration"]}
    if "breached" in outcomes:
        return "missed"
    if "not_measurable" in outcomes:
        return "not measured"
    if outcomes & {"running", "paused"}:
        return "open"
    return "met" if "met" in outcomes else "not owed"


def _available(row: Row | None) -> str:
    if row is None:
        return "production was not live"
    up = availability_share(row)
    said = f"production was up for {up} of the time"
    if row["target"] is not None:
        target = availability(row["target"])
        stands = {
            "met": f", which keeps the target of {target}",
            "missed": f", which misses the target of {target}",
            "not known": f"; whether that keeps the target of {target} is not known",
        }
        said += stands[target_standing(row)]
    if row["rests_on_bounds"]:
        said += f" ({DOWN_AT_MOST})"
    return said


def availability_share(row: Row) -> str:
    """`99.95 %`; `at least 99.95 %` where what was down is known at most."""
    at_least = "at least " if row["rests_on_bounds"] else ""
    return f"{at_least}{availability(row['availability'])}"


def target_standing(row: Row) -> str:
    """Whether the month keeps its target; not known where it may, what was down known at most."""
    if row["is_met"]:
        return "met"
    return "not known" if row["rests_on_bounds"] else "missed"


def availability(share: float) -> str:
    """`99.95 %`: rounding never makes a share whole that is not."""
    if share == 1:
        return "100 %"
    return f"{min(share * 100, 99.999):.3f}".rstrip("0").rstrip(".") + " %"


def downtime_sentences(row: Row) -> list[str]:
    """How long production was down, what was not counted, and what it rests on (AVA-1)."""
    if not row["outages"]:
        return ["Nothing interrupted production."]
    at_most = "at most " if row["rests_on_bounds"] else ""
    said = (
        f"{counted(row['outages'], 'outage')}, "
        f"{at_most}{wording.duration(row['downtime_seconds'])} down in all"
    )
    if row["excluded_downtime_seconds"]:
        left_out = wording.duration(row["excluded_downtime_seconds"])
        said += f"; {left_out} more were maintenance or asked for, and do not count"
    rests_on = [f"{DOWN_AT_MOST[0].upper()}{DOWN_AT_MOST[1:]}."] if row["rests_on_bounds"] else []
    return [f"{said}.", *rests_on]


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
    sentences = []
    if row["not_measurable"]:
        sentences.append(
            f"{counted(row['not_measurable'], 'target')} could not be measured, so shares are "
            "ranges."
        )
    if row["excluded"]:
        sentences.append(f"Left out of the shares: {counted(row['excluded'], 'clock')} not owed.")
    return " ".join(sentences) or "Every clock of the month could be measured, and counts."


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
