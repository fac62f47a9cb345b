"""How counts, shares, durations and terms read: the words that every page and hand-out shares."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

NONE = "—"
# What ingest adds to the number of a row for each sheet of its workbook read before.
ROWS_A_SHEET = 10_000_000

METRICS = ("response", "restoration")
PRIORITIES = ("P1", "P2", "P3", "P4")

PRIORITY_NAMES = {"P1": "P1 critical", "P2": "P2 high", "P3": "P3 moderate", "P4": "P4 low"}
CALENDAR_NAMES = {"business": "business hours", "24x7": "24x7"}
REASON_NAMES = {
    "no_agreement": "no agreement in force",
    "cancelled": "cancelled",
    "not_logged_by_phone": "not logged by phone",
    "third_party_product": "third-party product",
    "not_our_cloud": "not our cloud",
    "customer_caused": "caused by the customer",
    "updates_not_authorised": "updates not authorised",
    "not_used_as_specified": "not used as specified",
    "contact_untrained": "contact not trained",
    "information_missing": "information missing",
}
NOTHING_DECIDED = "nothing decided"


def month_name(month: date) -> str:
    """`June 2026`."""
    return month.strftime("%B %Y")


def month_address(month: date) -> str:
    """`2026-06`, as an address holds it."""
    return month.strftime("%Y-%m")


def quoted(asked: str) -> str:
    """What an address asks for, as code in Markdown: at most 80 letters, none a link or a mark."""
    letters = (letter if letter.isprintable() else " " for letter in asked[:80])
    return f"`{''.join(letters).replace('`', chr(39)).strip() or ' '}`"


def number(count: int) -> str:
    """`1,203`."""
    return f"{count:,}"


def row_place(number: int) -> str:
    """`5`, or `5 on sheet 2` where a mapping reads several sheets of a workbook."""
    sheet, row = divmod(number, ROWS_A_SHEET)
    return f"{row:,} on sheet {sheet + 1}" if sheet else f"{row:,}"


def latest_instant_words(*, has_slips: bool) -> str:
    """Name the instant that is looked from where nobody says one; a slip ahead of now is none."""
    return f"the latest instant in the data{' that is not in the future' if has_slips else ''}"


def counted(count: int, noun: str) -> str:
    """`1 clock`, `2 clocks`."""
    return f"{number(count)} {noun}" if count == 1 else f"{number(count)} {noun}s"


def listed(parts: Sequence[str]) -> str:
    """`a, b and c`."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def days_ago(days: int) -> str:
    """`today`, `1 day ago`, `28 days ago`."""
    return f"{counted(days, 'day')} ago" if days else "today"


def count_range(count: int, not_measurable: int = 0) -> str:
    """`3`; `3 to 5` where two more may belong to it (CLK-13)."""
    if not not_measurable:
        return number(count)
    return f"{number(count)} to {number(count + not_measurable)}"


def n_of_n(met: int, decided: int, not_measurable: int = 0) -> str:
    """`12 of 13`; `34 to 37 of 37` where three could not be measured (CLK-13).

    Words where there is no clock at all, never 0 of 0 (CLK-11).
    """
    clocks = decided + not_measurable
    if not clocks:
        return NOTHING_DECIDED
    return f"{count_range(met, not_measurable)} of {number(clocks)}"


def side_by_side(tickets: int) -> str:
    """`Look at the first 4 side by side`: what a link to the page Escalation says."""
    return (
        "Look at its clocks closer" if tickets == 1 else f"Look at the first {tickets} side by side"
    )


def share(value: float | None) -> str:
    """`92.3 %`; a dash for none. Rounding never makes a share whole that is not."""
    if value is None:
        return NONE
    if value in (0.0, 1.0):
        return f"{value:.0%}".replace("%", " %")
    return f"{min(max(value * 100, 0.1), 99.9):.1f} %"


def share_range(least: float | None, most: float | None) -> str:
    """`92.3 %`, or `91.9 to 100 %` where it can be anything between (CLK-13); a dash for none."""
    low, high = share(least), share(most)
    return low if low == high else f"{low.removesuffix(' %')} to {high}"


def share_of_target(target_use: float) -> str:
    """`94 %`; what is past the target never reads as on it."""
    if 1 < target_use < 1.005:
        return "over 100 %"
    return f"{target_use * 100:,.0f} %"


def interval(low: float | None, high: float | None) -> str:
    """`66.7 to 98.6 %`; a dash for none."""
    if low is None or high is None:
        return NONE
    return f"{low * 100:.1f} to {high * 100:.1f} %"


def duration(seconds: int) -> str:
    """`2 h 13 min`; whole hours stand alone, and under a minute seconds are given."""
    hours, rest = divmod(seconds, 3600)
    minutes, remaining_seconds = divmod(rest, 60)
    if not hours and not minutes:
        return f"{remaining_seconds} s"
    if not hours:
        return f"{minutes} min"
    return f"{number(hours)} h {minutes:02d} min" if minutes else f"{number(hours)} h"


def exact_duration(seconds: int | None) -> str:
    """`9:00:01`: hours, minutes and seconds in full; a dash for none."""
    if seconds is None:
        return NONE
    return f"{seconds // 3600}:{seconds % 3600 // 60:02d}:{seconds % 60:02d}"


def time_taken(
    most_seconds: int | None,
    least_seconds: int | None,
    worded: Callable[[int], str] = duration,
) -> str:
    """`1 h`; `at most 1 h` where waits are hidden (CLK-13); a dash for none.

    `20 min to 1 h` where an instant is known by its day alone (CLK-15).
    """
    if most_seconds is None:
        return NONE
    if least_seconds is None:
        return f"at most {worded(most_seconds)}"
    if least_seconds == most_seconds:
        return worded(most_seconds)
    return f"{worded(least_seconds)} to {worded(most_seconds)}"


def lateness(late_seconds: int, calendar: str, least_late_seconds: int | None = None) -> str:
    """`2 h 13 min late, 24x7`: in seconds of the clock's own calendar (CLK-5).

    `1 h to 9 h late, 24x7` where the least is another, an instant known by its day alone (CLK-15).
    """
    late = f"{duration(late_seconds)} late, {CALENDAR_NAMES[calendar]}"
    if least_late_seconds is None or least_late_seconds == late_seconds:
        return late
    return f"{duration(least_late_seconds)} to {late}"


def may_be_late(late_seconds: int, calendar: str) -> str:
    """`376 h late at most, 24x7, or in time`: of a clock that could not be measured (CLK-13)."""
    return f"{duration(late_seconds)} late at most, {CALENDAR_NAMES[calendar]}, or in time"


def target(target_seconds: int, calendar: str) -> str:
    """`2 business hours`, `1 h, 24x7`: the target as the handbook words it (CSS 4.4.4)."""
    if calendar == "24x7":
        return f"{duration(target_seconds)}, 24x7"
    hours, rest = divmod(target_seconds, 3600)
    if rest:
        return f"{duration(target_seconds)} of business hours"
    return f"{number(hours)} business hour" + ("" if hours == 1 else "s")


def reason(excluded_reason: str) -> str:
    """Why a clock is not counted, in words; an unknown word is shown as it is."""
    return REASON_NAMES.get(excluded_reason, excluded_reason)


def working_days(words: str) -> str:
    """`Mon to Fri`, `Sun to Thu` for three days or more in a row, else `Sun, Mon, Wed`."""
    week = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    days = [day for day in week if day in words.split()]
    for start in range(len(week)):
        run = [week[(start + step) % len(week)] for step in range(len(days))]
        if len(days) > 2 and set(run) == set(days):
            return f"{run[0]} to {run[-1]}"
    return ", ".join(days)


def opening_hours(opens_at: str, closes_at: str) -> str:
    """`08:00 to 17:00`; a window that closes on the next day says so (CAL-1)."""
    if opens_at == closes_at:
        return f"24 hours from {opens_at}"
    hours = f"{opens_at} to {closes_at}"
    return hours if opens_at < closes_at else f"{hours} of the next day"
