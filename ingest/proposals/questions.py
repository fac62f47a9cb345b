"""What files cannot say is asked: where the desk is, which terms hold, whose the tickets are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ingest.calendars import is_region
from ingest.errors import RefusedError
from ingest.instants import DayOrder
from ingest.proposals.dictionary import languages, plain
from ingest.proposals.look import Look
from ingest.proposals.places import region_of, zone_here
from ingest.proposals.times import DAY_FIRST, MONTH_FIRST, ORDERS
from ingest.zones import zone_names

NO_TERMS = "none"
MOST_COLUMNS_NAMED = 12


@dataclass(frozen=True)
class Answers:
    """What was answered; None is still open.

    `is_region_of_zone` is true where nobody named the region: it is that of the zone's country.
    `has_terms` is false where agreements come in a file of their own. `customer` names the one
    whose all tickets are, `customer_column` the column that says whose each is.
    """

    zone: str | None = None
    region: str | None = None
    is_region_of_zone: bool = False
    starts_on: date | None = None
    ends_on: date | None = None
    has_terms: bool = True
    customer: str | None = None
    customer_column: str | None = None
    day_order: DayOrder | None = None


@dataclass(frozen=True)
class Question:
    """One question: its name, its words, what is offered, and how an answer is understood.

    `read` raises ValueError that says what is wrong with an answer.
    """

    name: str
    words: str
    offered: str
    read: Callable[[str, Answers], Answers]


def questions(looks: Sequence[Look], *, with_terms: frozenset[str] = frozenset()) -> list[Question]:
    """List the questions that files leave open, as few as there are.

    `with_terms` are the customers whose agreements were delivered already.
    """
    asked: list[Question] = []
    if any(_says_nobody(look) for look in looks):
        asked.append(_customer(looks))
    if any(look.order.decided is None for look in looks):
        asked.append(_day_order(looks))
    needs_terms = not _have_terms(looks, with_terms)
    if needs_terms or not all(look.offsets for look in looks):
        asked.append(_place(looks))
    return [*asked, _terms(looks)] if needs_terms else asked


def answers(
    looks: Sequence[Look],
    given: Mapping[str, str],
    *,
    with_terms: frozenset[str] = frozenset(),
) -> Answers:
    """Understand answers by the names of their questions; RefusedError says what is wrong.

    What nobody was asked may be said all the same.
    """
    every = {
        one.name: one for one in (_customer(looks), _day_order(looks), _place(looks), _terms(looks))
    }
    found = Answers(has_terms=not _have_terms(looks, with_terms))
    for name, text in given.items():
        if name not in every:
            raise RefusedError(
                f"{name}={text}",
                f"no question is called {name}.",
                way_out=f"The questions are {', '.join(every)}.",
            )
        try:
            found = every[name].read(text.strip(), found)
        except ValueError as error:
            raise RefusedError(f"{name}={text}", f"{error}.") from None
    return found


def language_of(looks: Sequence[Look]) -> str | None:
    """Tell the language that names of columns are written in, where they are of one."""
    known = [languages().get(plain(column)) for look in looks for column in look.columns]
    counts = Counter(one for one in known if one and one != "products")
    return counts.most_common(1)[0][0] if counts else None


def _says_nobody(look: Look) -> bool:
    return not look.knows_customers


def _have_terms(looks: Sequence[Look], with_terms: frozenset[str]) -> bool:
    """Whether every customer of the files has agreements already."""
    customers = {name for look in looks for name in look.customers}
    return bool(customers) and customers <= with_terms


def _customer(looks: Sequence[Look]) -> Question:
    columns = list(dict.fromkeys(column for look in looks for column in look.columns))
    listed = ", ".join(columns[:MOST_COLUMNS_NAMED])

    def read(text: str, known: Answers) -> Answers:
        if not text or not text.isprintable():
            raise ValueError("give a name, or the name of a column")
        if text in columns:
            return replace(known, customer_column=text)
        return replace(known, customer=text)

    return Question(
        "customer",
        "No known column says which customer a ticket belongs to. Give one name for all of them, "
        f"or one of the columns {listed}",
        "",
        read,
    )


def _day_order(looks: Sequence[Look]) -> Question:
    orders = [look.order for look in looks if look.order.decided is None and look.order.example]
    example = orders[0].example if orders else "04.05.2026"
    why = f"{orders[0].evidence[0].upper()}{orders[0].evidence[1:]}" if orders else ""
    # No language writes points between month and day; English ones with AM and PM mostly do so.
    is_month_first = any(re.search(r"[AaPp]\.?[Mm]\.?$", one.example) for one in orders)

    def read(text: str, known: Answers) -> Answers:
        if text not in ORDERS:
            raise ValueError(f"{text!r} is none of {', '.join(ORDERS)}")
        return replace(known, day_order=text)  # type: ignore[arg-type]  # one of ORDERS

    return Question(
        "day_order",
        f"Which comes first in {example}, the day or the month: {' or '.join(ORDERS)}? {why}",
        MONTH_FIRST if is_month_first and "." not in example[:6] else DAY_FIRST,
        read,
    )


def _place(looks: Sequence[Look]) -> Question:
    zone = zone_here(language_of(looks))
    region = region_of(zone)
    carry = all(look.offsets for look in looks)
    what = "are the customers" if carry else "does the desk write its times"
    return Question(
        "place",
        f"In which time zone {what}, and which region's holidays apply? Give the zone, and "
        "the region if it is not the zone's country, such as Europe/Berlin DE-BY",
        f"{zone} {region}" if region else "",
        _read_place,
    )


def _read_place(text: str, known: Answers) -> Answers:
    zone, _, named = text.partition(" ")
    if zone not in zone_names():
        near = [one for one in sorted(zone_names()) if one.lower().endswith(zone.lower()) and zone]
        hint = f"; did you mean {near[0]}?" if near else ""
        raise ValueError(f"{zone!r} is not an IANA time zone such as Europe/Berlin{hint}")
    region = named.strip() or region_of(zone) or ""
    if not region:
        raise ValueError(f"{zone} lies in no country: name the region too, such as {zone} DE")
    if not is_region(region):
        raise ValueError(
            f"{region!r} is not a country or subdivision with known holidays, such as DE, DE-BY or "
            "GB-ENG"
        )
    return replace(known, zone=zone, region=region, is_region_of_zone=not named.strip())


def _terms(looks: Sequence[Look]) -> Question:
    spans = [span for look in looks if (span := look.span(look.forms(look.order.decided)))]
    first = min((span[0].year for span in spans), default=date.today().year)
    last = max((span[1].year for span in spans), default=first)
    told = f" The tickets are of {_days(spans)}." if spans else ""
    return Question(
        "terms",
        f"From which day to which do the customers' agreements run?{told} Or `{NO_TERMS}`, where "
        "you deliver the agreements by themselves",
        f"{first}-01-01 to {last}-12-31",
        _read_terms,
    )


def _days(spans: Sequence[tuple[date, date]]) -> str:
    return f"{min(span[0] for span in spans)} to {max(span[1] for span in spans)}"


def _read_terms(text: str, known: Answers) -> Answers:
    if text == NO_TERMS:
        return replace(known, has_terms=False)
    try:
        starts_on, ends_on = map(date.fromisoformat, re.findall(r"\d{4}-\d{2}-\d{2}", text))
    except ValueError:
        raise ValueError(
            f"{text!r} is not two days such as 2026-01-01 to 2026-12-31, and not {NO_TERMS}"
        ) from None
    if ends_on < starts_on:
        raise ValueError(f"{ends_on} lies before {starts_on}")
    return replace(known, starts_on=starts_on, ends_on=ends_on, has_terms=True)
