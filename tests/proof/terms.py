"""Terms as they come in life, and worse: zones, hours, holidays, renewals, overrides, Go-Live."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache, cached_property
from itertools import pairwise

from tests.proof.chance import Chance
from tests.proof.hours import BusinessHours, instant_of, statutory, zone
from tests.proof.judge import seconds
from tests.proof.records import Agreement, Holiday, Override

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Frame:
    """The time in which all happens, and the instant that it is looked at from."""

    first: datetime
    as_of: datetime

    @property
    def first_day(self) -> date:
        return self.first.date()

    @property
    def days(self) -> int:
        return (self.as_of - self.first).days


FRAMES = (
    Frame(datetime(2026, 2, 10, tzinfo=UTC), datetime(2026, 11, 6, 15, 30, tzinfo=UTC)),
    # Almaty changes its standard time on 1 March 2024.
    Frame(datetime(2023, 9, 20, tzinfo=UTC), datetime(2024, 11, 5, 2, 0, tzinfo=UTC)),
    # Apia has no 30 December 2011.
    Frame(datetime(2011, 9, 10, tzinfo=UTC), datetime(2012, 4, 3, 14, 0, 1, tzinfo=UTC)),
    # Looked at from the first second of a month after a leap day.
    Frame(datetime(2027, 9, 1, tzinfo=UTC), datetime(2028, 3, 1, 0, 0, tzinfo=UTC)),
)

# A zone, and regions whose holidays an agreement in it may name.
PLACES = (
    ("Europe/Berlin", ("DE-BY", "DE", "DE-BE")),
    ("America/New_York", ("US-NY", "US")),
    ("Europe/London", ("GB-ENG", "GB-SCT")),
    # Half and quarter hours; half an hour is also what Lord Howe's clocks move by.
    ("Asia/Kathmandu", ("NP",)),
    ("Asia/Kolkata", ("IN-MH", "IN")),
    ("Australia/Lord_Howe", ("AU-NSW",)),
    ("Australia/Eucla", ("AU-WA",)),
    ("Australia/Adelaide", ("AU-SA",)),
    ("America/St_Johns", ("CA-NL",)),
    ("Pacific/Chatham", ("NZ",)),
    # Beside the date line.
    ("Pacific/Kiritimati", ("KI",)),
    ("Pacific/Pago_Pago", ("US-HI",)),
    ("Pacific/Apia", ("WS",)),
    # Clocks that are moved at midnight, on a working day, by two hours, in winter.
    ("Africa/Cairo", ("EG",)),
    ("America/Nuuk", ("GL",)),
    ("America/Havana", ("CU",)),
    ("Asia/Beirut", ("LB",)),
    ("Antarctica/Troll", ("NO",)),
    ("Africa/Casablanca", ("MA",)),
    ("Europe/Dublin", ("IE",)),
    # Another standard time from some day on.
    ("Asia/Almaty", ("KZ",)),
    ("America/Asuncion", ("PY",)),
    ("America/Vancouver", ("CA-BC",)),
    # Never moved.
    ("Asia/Riyadh", ("SA",)),
    ("Asia/Tokyo", ("JP",)),
    ("UTC", ("GB-ENG",)),
)
WINDOWS = (
    *((None, None),) * 5,
    *(("08:00", "16:00"), ("09:00", "18:00"), ("08:30", "12:45")),
    # When clocks are moved.
    *(("00:00", "09:00"), ("01:00", "03:30"), ("02:30", "11:00"), ("21:00", "23:30")),
    # Over midnight, and round the clock.
    *(("20:15", "04:45"), ("22:00", "06:00"), ("23:00", "01:30"), ("17:00", "02:30")),
    *(("00:00", "00:00"), ("09:00", "09:00"), ("02:30", "02:30")),
)
# On the day the clocks go forward it runs into its own next window.
LONG_WINDOW = ("03:10", "02:50")
WORKING_DAYS = (
    *(None,) * 4,
    *("Sun Mon Tue Wed Thu", "Mon Tue Wed Thu Fri Sat Sun", "Sat Sun", "Fri", "Tue Thu Mon"),
)
BUSINESS_TARGETS = (0, 1, 600, 9_000, 32_400, 64_800, 86_400, 172_800, 400_000, 1_500_000)
CLOCK_TARGETS = (0, 1, 900, 3_600, 86_400, 172_800, 604_800, 30_000_000)
METRICS = ("response", "restoration")
PRIORITIES = ("P1", "P2", "P3", "P4")


@dataclass(frozen=True)
class Terms:
    """What one customer was promised; `corrected` are rows that come again, changed."""

    frame: Frame
    agreements: tuple[Agreement, ...]
    overrides: tuple[Override, ...] = ()
    holidays: tuple[Holiday, ...] = ()
    corrected: tuple[Agreement | Override | Holiday, ...] = ()

    @cached_property
    def hours(self) -> list[BusinessHours]:
        return [BusinessHours(agreement) for agreement in self.agreements]

    @cached_property
    def turning_points(self) -> list[int]:
        """Instants beside which the rules say different things."""
        changes = [
            instant
            for name in {agreement.time_zone for agreement in self.agreements}
            for instant in clock_changes(name, self.frame)
        ]
        days = {
            (agreement.time_zone, day)
            for agreement in self.agreements
            for day in (
                agreement.starts_on,
                agreement.ends_on + DAY if agreement.ends_on < date.max else agreement.ends_on,
                agreement.terminated_on and agreement.terminated_on + DAY,
                agreement.go_live_on,
                *(one.valid_from for one in self.overrides),
                *(one.date for one in self.holidays),
            )
            if day is not None
        }
        midnights = [
            instant_of(day, "00:00", name)
            for name, day in sorted(days)
            if self.frame.first.date() <= day <= self.frame.as_of.date()
        ]
        return sorted(changes) + midnights


@cache
def clock_changes(name: str, frame: Frame) -> list[int]:
    """The instants at which a zone's clocks are moved, looked for hour by hour at a day's."""
    info, found = zone(name), []
    for day in range(frame.days):
        start, end = frame.first + day * DAY, frame.first + (day + 1) * DAY
        if start.astimezone(info).utcoffset() == end.astimezone(info).utcoffset():
            continue
        quarters = [start + timedelta(minutes=15 * place) for place in range(97)]
        found += [
            seconds(after)
            for before, after in pairwise(quarters)
            if before.astimezone(info).utcoffset() != after.astimezone(info).utcoffset()
        ]
    return found


def make_terms(chance: Chance, customer_id: str, frame: Frame) -> Terms:
    """Make the agreements of one customer: one, or several that follow, overlap or leave gaps."""
    agreements = [make_agreement(chance, customer_id, 1, frame)]
    if chance.likely(40):
        agreements = succeeded(chance, agreements[0], frame)
    overrides = {
        (one.agreement_id, one.metric, one.priority, one.valid_from): one
        for agreement in agreements
        for one in make_overrides(chance, agreement, frame)
    }
    holidays = {
        (one.support_region, one.date): one for one in make_holidays(chance, agreements, frame)
    }
    terms = Terms(frame, tuple(agreements), tuple(overrides.values()), tuple(holidays.values()))
    return replace(terms, corrected=tuple(corrections(chance, terms)))


def make_agreement(chance: Chance, customer_id: str, number: int, frame: Frame) -> Agreement:
    time_zone, regions = chance.pick(PLACES)
    windows = (*WINDOWS, *[LONG_WINDOW] * 6) if time_zone == "Europe/Berlin" else WINDOWS
    opens_at, closes_at = chance.pick(windows)
    starts_on = frame.first_day - chance.pick([400, 30, -20]) * DAY
    return Agreement(
        agreement_id=f"{customer_id}-{number}",
        customer_id=customer_id,
        starts_on=starts_on,
        ends_on=chance.pick([frame.as_of.date() + 300 * DAY, date(2199, 12, 31)]),
        time_zone=time_zone,
        support_region=chance.pick(regions),
        opens_at=opens_at,
        closes_at=closes_at,
        working_days=chance.pick(WORKING_DAYS),
        go_live_on=a_day(chance, frame) if chance.likely(25) else None,
    )


def succeeded(chance: Chance, first: Agreement, frame: Frame) -> list[Agreement]:
    """End the first agreement somewhere; let a second begin before, with or after its end."""
    last_day = a_day(chance, frame)
    ended = replace(first, **{chance.pick(["ends_on", "terminated_on"]): last_day})
    second = make_agreement(chance, first.customer_id, 2, frame)
    gap = chance.pick([1, 1, 2, 15, 0, -40, -400])
    second = replace(second, starts_on=max(last_day + gap * DAY, frame.first_day - 400 * DAY))
    if gap < 0 and chance.likely(60):
        second = replace(second, ends_on=second.starts_on + 30 * DAY)
    if chance.likely(50):
        kept = {"time_zone": first.time_zone, "support_region": first.support_region}
        second = replace(second, **kept)
    return [ended, second]


def make_overrides(chance: Chance, agreement: Agreement, frame: Frame) -> list[Override]:
    count = chance.pick([0, 1, 2, 4])
    return [make_override(chance, agreement, frame) for _ in range(count)]


def make_override(chance: Chance, agreement: Agreement, frame: Frame) -> Override:
    calendar = chance.pick(["business", "24x7"])
    days = [date(1970, 1, 1), agreement.starts_on, a_day(chance, frame), date(2199, 1, 1)]
    return Override(
        agreement_id=agreement.agreement_id,
        metric=chance.pick(METRICS),
        priority=chance.pick(PRIORITIES),
        target_seconds=chance.pick(BUSINESS_TARGETS if calendar == "business" else CLOCK_TARGETS),
        calendar=calendar,
        valid_from=chance.pick(days),
    )


def make_holidays(chance: Chance, agreements: list[Agreement], frame: Frame) -> list[Holiday]:
    """Strike a statutory holiday, add a working day; now and then of the wider region only."""
    made = []
    for _ in range(chance.pick([0, 0, 1, 3])):
        region = chance.pick(agreements).support_region
        added = Holiday(chance.pick([region, region[:2]]), a_day(chance, frame), observed=True)
        known = sorted(statutory(region, frame.as_of.year))
        struck = Holiday(region, chance.pick(known), observed=False)
        made.append(chance.pick([added, struck]))
    return made


def corrections(chance: Chance, terms: Terms) -> list[Agreement | Override | Holiday]:
    """Rows with keys that were delivered before, and other terms."""
    made: list[Agreement | Override | Holiday] = []
    if chance.likely(10):
        agreement = chance.pick(terms.agreements)
        other = make_agreement(chance, agreement.customer_id, 9, terms.frame)
        kept = {"starts_on": agreement.starts_on, "ends_on": agreement.ends_on}
        made.append(replace(other, agreement_id=agreement.agreement_id, **kept))
    if terms.overrides and chance.likely(20):
        override = chance.pick(terms.overrides)
        made.append(replace(override, target_seconds=chance.pick(CLOCK_TARGETS), calendar="24x7"))
    if terms.holidays and chance.likely(20):
        holiday = chance.pick(terms.holidays)
        made.append(replace(holiday, observed=not holiday.observed))
    return made


def a_day(chance: Chance, frame: Frame) -> date:
    return frame.first_day + chance.whole(0, frame.days) * DAY
