"""Changes and maintenance, mostly by the book, and the incidents that they cause (CHG)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, time, timedelta

from simulate.business_time import instant_of, local_date
from simulate.chance import Chance
from simulate.customers import Customer
from simulate.entitlements import Row
from simulate.parameters import Parameters, add_months
from simulate.tickets import Ticket
from simulate.vocabulary import CHANGES, TEMPLATES

DAY = 86_400
HOUR = 3_600
INSTANTS = ("notified_at", "customer_agreed_at", "approved_at", "tested_at",
            "customer_reviewed_at", "started_at", "ended_at")  # fmt: skip
# How often each kind of maintenance is planned for a month.
MONTHLY = (("routine_maintenance", 0.8), ("agreed_maintenance", 0.15), ("other", 0.35))
OUTCOMES = (("successful", 0.92), ("rolled_back", 0.05), ("failed", 0.03))


def changes(
    customer: Customer, tickets: Sequence[Ticket], parameters: Parameters
) -> tuple[list[Row], list[Ticket]]:
    """The rows of `changes`, and the tickets again: some now name the change that caused them.

    `request_ticket` and `incident_ticket` are ordinals of the customer's tickets.
    """
    chance = Chance(parameters.seed, customer.index, 9)
    drawn = [
        *_maintenance(customer, parameters, chance),
        *_asked_for(customer, tickets, chance),
        *_emergencies(customer, tickets, chance),
    ]
    rows: list[Row] = []
    for number, row in enumerate(sorted(drawn, key=lambda row: row["planned_start"]), 1):
        change_id = f"CHG-{customer.customer_id[5:]}-{number:03}"
        rows.append({**_as_known(row, parameters.as_of), "change_id": change_id})
    return rows, _caused(rows, tickets, chance)


def _maintenance(customer: Customer, parameters: Parameters, chance: Chance) -> Iterator[Row]:
    """What is planned month by month, to two months ahead."""
    first = max(parameters.starts_on, customer.agreements[0].starts_on)
    last = min(parameters.ends_on + timedelta(days=45), customer.agreements[-1].last_day)
    for month in range(parameters.months + 2):
        begins = add_months(parameters.starts_on, month)
        kinds = [reason for reason, share in MONTHLY if chance.happens(share)]
        # Installed software is brought up to date twice a year, for one customer never (CHG-7).
        if begins.month % 6 == 3 and customer.role != "before_go_live" and customer.index % 10 != 9:
            kinds.append("service_update")
        for reason in kinds:
            day = begins + timedelta(days=chance.whole(0, 27))
            if first <= day <= last:
                yield _planned(customer, reason, day, chance)


def _planned(customer: Customer, reason: str, day: date, chance: Chance) -> Row:
    """One planned change on the evening of a day, with everything the rules ask for before it."""
    zone = customer.agreements[0].time_zone
    start = instant_of(day, time(chance.whole(18, 22), 30), zone)
    end = start + chance.whole(1, 4) * HOUR
    standard = reason in ("routine_maintenance", "other") and chance.happens(0.55)
    noticed = chance.whole(9, 16) if chance.happens(0.9) else chance.whole(1, 5)
    began = start + chance.small(0, HOUR // 2)
    row = {
        "customer_id": customer.customer_id,
        "type": "standard" if standard else "normal",
        "reason": reason,
        "environment": "production" if chance.happens(0.85) else "non_production",
        "planned_start": start,
        "planned_end": end,
        "summary": chance.one_of(CHANGES[reason]),
        "template": TEMPLATES.get(reason) if standard and chance.happens(0.97) else None,
        "interrupts_service": reason != "other" and chance.happens(0.6),
        "notified_at": start - noticed * DAY,
        "customer_agreed_at": _mostly(start - chance.whole(3, 8) * DAY, 0.93, chance)
        if reason in ("agreed_maintenance", "customer_request")
        else None,
        "approved_at": _mostly(start - chance.whole(1, 4) * DAY, 0.96, chance),
        "tested_at": _mostly(start - chance.whole(5, 9) * DAY, 0.95, chance),
        "customer_reviewed_at": None,
        "started_at": began,
        "ended_at": max(began + 900, end - chance.whole(-2 * HOUR, 6 * HOUR) // 4),
        "outcome": chance.weighted(OUTCOMES),
        "request_ticket": None,
        "incident_ticket": None,
    }
    if chance.happens(0.04):
        return {**row, "started_at": None, "ended_at": None, "outcome": "cancelled"}
    return row


def _mostly(instant: int, share: float, chance: Chance) -> int | None:
    """The instant, or now and then nothing: a rule that was not kept."""
    return instant if chance.happens(share) else None


def _asked_for(customer: Customer, tickets: Sequence[Ticket], chance: Chance) -> Iterator[Row]:
    """Changes that a service request of the customer asked for (CHG-1, CHG-2, CHG-9)."""
    for ticket in tickets:
        wanted = ticket.kind == "service_request" and ticket.category == "Service request"
        if not (wanted and chance.happens(0.3)):
            continue
        day = local_date(ticket.opened_at, customer.agreements[0].time_zone)
        row = _planned(
            customer, "customer_request", day + timedelta(days=chance.whole(12, 35)), chance
        )
        reviewed = row["planned_start"] - chance.whole(2, 4) * DAY
        named = ticket.ordinal if chance.happens(0.96) else None
        yield {
            **row,
            "notified_at": None,
            "request_ticket": named,
            "customer_reviewed_at": _mostly(reviewed, 0.9, chance),
        }


def _emergencies(customer: Customer, tickets: Sequence[Ticket], chance: Chance) -> Iterator[Row]:
    """Emergency changes while a P1 or P2 incident is open (CHG-5)."""
    for ticket in tickets:
        clock = ticket.restoration
        if clock is None or clock.priority not in ("P1", "P2") or clock.stopped_at is None:
            continue
        if clock.stopped_at - ticket.opened_at < 2 * HOUR or not chance.happens(0.07):
            continue
        middle = (ticket.opened_at + clock.stopped_at) // 2
        day = local_date(middle, customer.agreements[0].time_zone)
        row = _planned(customer, "emergency_maintenance", day, chance)
        yield {
            **row,
            "type": "emergency",
            "environment": "production",
            "planned_start": middle - 600,
            "planned_end": middle + HOUR,
            "notified_at": _mostly(middle - 900, 0.8, chance),
            "approved_at": middle - 300,
            "tested_at": _mostly(middle - 400, 0.8, chance),
            "started_at": middle,
            "ended_at": middle + chance.whole(600, 2 * HOUR),
            "outcome": chance.weighted(OUTCOMES),
            "incident_ticket": ticket.ordinal if chance.happens(0.97) else None,
        }


def _as_known(row: Row, as_of: int) -> Row:
    """The change as it is recorded at the portfolio's end: nothing after it has happened yet."""
    happened = {name: row[name] for name in INSTANTS if row[name] and row[name] <= as_of}
    known = {**row, **{name: happened.get(name) for name in INSTANTS}}
    entered = min(row["planned_start"] - 14 * DAY, as_of)
    known["updated_at"] = max((entered, *happened.values()))
    cancelled = row["outcome"] == "cancelled" and row["planned_start"] <= as_of
    known["outcome"] = row["outcome"] if known["ended_at"] or cancelled else None
    return known


def _caused(rows: Sequence[Row], tickets: Sequence[Ticket], chance: Chance) -> list[Ticket]:
    """The tickets, some incidents naming the change carried out in the two days before (CHG-8)."""
    ended = [row for row in rows if row["started_at"] and row["environment"] == "production"]
    named: list[Ticket] = []
    for ticket in tickets:
        before = [
            row["change_id"] for row in ended if 0 < ticket.opened_at - row["started_at"] < 2 * DAY
        ]
        caused = before and ticket.kind == "incident" and chance.happens(0.25)
        named.append(replace(ticket, caused_by_change=before[-1]) if caused else ticket)
    return named
