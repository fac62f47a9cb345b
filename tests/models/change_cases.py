"""Changes, problems and agreements as worked rows: what just keeps a rule, and what just breaks it.

Instants are UTC; the customer `home` lives in Berlin by the holidays of Bavaria, in 2026.
"""

from __future__ import annotations

from datetime import UTC, datetime

AS_OF = datetime(2026, 6, 30, 16, tzinfo=UTC)
HOME = {"time_zone": "Europe/Berlin", "support_region": "DE-BY"}
TERM = {"starts_on": "2024-01-01", "ends_on": "2026-12-31"}

CUSTOMERS = ("home", "updated", "untouched", "late", "unlisted", "disorder")
AGREEMENTS: list[dict[str, object]] = [
    {"agreement_id": "H", "customer_id": "home", **HOME, **TERM, "rto_hours": 8, "rpo_hours": 1},
    {"agreement_id": "U", "customer_id": "updated", **HOME, **TERM},
    # One live day short of 2025, the year that counts.
    {"agreement_id": "L", "customer_id": "late", **HOME, **TERM, "go_live_on": "2025-01-02"},
    {"agreement_id": "N1", "customer_id": "untouched", **HOME, **TERM, "ends_on": "2025-06-30"},
    {"agreement_id": "N2", "customer_id": "untouched", **HOME, **TERM, "starts_on": "2025-07-01"},
    {"agreement_id": "X", "customer_id": "unlisted", **HOME, **TERM, "go_live_on": "2026-06-01"},
    {
        "agreement_id": "D",
        "customer_id": "disorder",
        **HOME,
        **TERM,
        "starts_on": "2026-01-01",
        "access_enabled_on": "2026-02-02",
        "handed_off_on": "2026-02-01",
        "go_live_on": "2026-02-01",
    },
    {
        "agreement_id": "D2",
        "customer_id": "disorder",
        **HOME,
        **TERM,
        "starts_on": "2025-02-01",
        "ends_on": "2025-12-31",
        "access_enabled_on": "2025-02-02",
        "handed_off_on": "2025-02-01",
    },
]
CONTACTS: list[dict[str, object]] = [
    {"customer_id": "home", "contact_id": "eva", "role": "change_authoriser"},
    {
        "customer_id": "home",
        "contact_id": "old",
        "role": "change_authoriser",
        "valid_to": "2026-05-31",
    },
    {"customer_id": "home", "contact_id": "anna", "role": "primary"},
]
BY_THE_BOOK: dict[str, object] = {
    "customer_id": "home",
    "type": "normal",
    "environment": "production",
    "reason": "other",
    "planned_start": "2026-06-10T18:00:00Z",
    "planned_end": "2026-06-10T20:00:00Z",
    "started_at": "2026-06-10T18:00:00Z",
    "ended_at": "2026-06-10T20:00:00Z",
    "outcome": "successful",
    "approved_at": "2026-06-08T08:00:00Z",
    "tested_at": "2026-06-08T07:00:00Z",
    "updated_at": "2026-06-10T20:00:00Z",
}
ASKED: dict[str, object] = {
    "reason": "customer_request",
    "request_ticket": "req",
    "customer_agreed_at": "2026-06-09T08:00:00Z",
    "customer_reviewed_at": "2026-06-09T08:00:00Z",
}
START = BY_THE_BOOK["started_at"]
NOT_YET = {"started_at": None, "ended_at": None, "outcome": None}
ROUTINE = {"reason": "routine_maintenance", "interrupts_service": "true"}


def change(name: str, **told: object) -> dict[str, object]:
    return {**BY_THE_BOOK, "change_id": name, **told}


def starting(start: str, **told: object) -> dict[str, object]:
    """A routine maintenance whose window begins at an instant and which is still to come."""
    return {**ROUTINE, **NOT_YET, "planned_start": start, "planned_end": start, **told}


CHANGES: list[dict[str, object]] = [
    change("sound"),
    change("asked-sound", **ASKED),
    change("asked-nothing", **ASKED | {"request_ticket": None}),
    change("asked-unknown", **ASKED | {"request_ticket": "never"}),
    change("asked-incident", **ASKED | {"request_ticket": "p1"}),
    change("asked-at-approval", **ASKED | {"approved_at": "2026-06-01T08:00:00Z"}),
    change("asked-before-approval", **ASKED | {"approved_at": "2026-06-01T08:00:01Z"}),
    change("asked-by-old", **ASKED | {"request_ticket": "req-old"}),
    change("asked-by-nobody", **ASKED | {"request_ticket": "req-nobody"}),
    change("asked-last-day", **ASKED | {"request_ticket": "req-last-day"}),
    change("asked-without-list", **ASKED | {"request_ticket": "req-x", "customer_id": "unlisted"}),
    change("asked-late", **ASKED | {"customer_agreed_at": START}),
    change("asked-unreviewed", **ASKED | {"customer_reviewed_at": START}),
    change("cancelled", **ASKED | NOT_YET | {"request_ticket": None, "outcome": "cancelled"}),
    change("untested", tested_at=START),
    change("untested-elsewhere", tested_at=None, environment="non_production"),
    change("approved-at-start", approved_at=START),
    change("approved-late", approved_at="2026-06-10T18:00:01Z"),
    change("standard", type="standard", approved_at=None),
    change("standard-named", type="standard", approved_at=None, template="STD-1"),
    change("emergency", type="emergency", incident_ticket="p1"),
    change(
        "emergency-at-stop",
        type="emergency",
        incident_ticket="p1",
        started_at="2026-06-11T06:00:00Z",
    ),
    change(
        "emergency-lowered",
        type="emergency",
        incident_ticket="p1",
        started_at="2026-06-10T19:00:00Z",
    ),
    change("emergency-nothing", type="emergency"),
    change("emergency-unknown", type="emergency", incident_ticket="never"),
    change("emergency-too-soon", type="emergency", incident_ticket="open"),
    change("emergency-on-test", type="emergency", incident_ticket="p1-on-test"),
    change("emergency-request", type="emergency", incident_ticket="req"),
    change(
        "emergency-to-come",
        type="emergency",
        incident_ticket="open",
        **starting("2026-07-02T10:00:00Z", reason="other"),
    ),
    change(
        "emergency-without-one",
        type="emergency",
        # Midnight of 3 July in Berlin.
        **starting("2026-07-02T22:00:00Z", reason="other"),
    ),
    # 29, 30 and 31 December, 2 and 5 January: New Year's Day and Epiphany are free.
    change("year-five", **starting("2026-01-07T20:00:00Z", notified_at="2025-12-27T09:00:00Z")),
    # Easter 2026 is 5 April: 31 March, 1, 2, 7 and 8 April lie between; Friday and Monday are free.
    change("easter-five", **starting("2026-04-09T20:00:00Z", notified_at="2026-03-30T21:59:59Z")),
    # 22:00:00 UTC on 30 March is 31 March in Berlin.
    change("easter-four", **starting("2026-04-09T20:00:00Z", notified_at="2026-03-30T22:00:00Z")),
    # 24, 29, 30 and 31 December and 2 January; a second later it is the 24th in Berlin.
    change(
        "christmas-five", **starting("2026-01-05T20:00:00Z", notified_at="2025-12-23T22:59:59Z")
    ),
    change(
        "christmas-four", **starting("2026-01-05T20:00:00Z", notified_at="2025-12-23T23:00:00Z")
    ),
    change("no-interruption", **starting("2026-04-09T20:00:00Z", interrupts_service="false")),
    # As of Tuesday 30 June: 1, 2, 3, 6 and 7 July lie between.
    change("unannounced-yet", **starting("2026-07-08T08:00:00Z")),
    change("unannounced", **starting("2026-07-07T08:00:00Z")),
    change("agreed", reason="agreed_maintenance", customer_agreed_at="2026-06-10T17:59:59Z"),
    change("agreed-late", reason="agreed_maintenance", customer_agreed_at=START),
    change("agreed-never", reason="agreed_maintenance", **NOT_YET),
    change("agreed-to-come", **starting("2026-07-01T08:00:00Z", reason="agreed_maintenance")),
    change("late-end", ended_at="2026-06-10T20:00:01Z", outcome="rolled_back"),
    change("failed", outcome="failed", type="standard", template="STD-1"),
    # In 2025: the first second and the last one in Berlin.
    *(
        change(
            f"update-{name}",
            reason="service_update",
            customer_id=customer,
            outcome=outcome,
            environment=place,
            ended_at=at,
            started_at=at,
            planned_start=at,
        )
        for name, customer, at, outcome, place in (
            ("first", "updated", "2024-12-31T23:00:00Z", "successful", "production"),
            ("2024", "updated", "2024-12-31T22:59:59Z", "successful", "production"),
            ("test", "untouched", "2025-06-30T10:00:00Z", "successful", "non_production"),
            ("failed", "untouched", "2025-06-30T10:00:00Z", "failed", "production"),
            ("home", "home", "2025-06-30T10:00:00Z", "successful", "production"),
            ("home-24", "home", "2024-06-30T10:00:00Z", "successful", "production"),
            ("untouched-24", "untouched", "2024-06-30T10:00:00Z", "successful", "production"),
            ("home-26", "home", "2026-03-30T10:00:00Z", "successful", "production"),
        )
    ),
]


def ticket(name: str, opened: str, **told: object) -> dict[str, object]:
    usual = {"customer_id": "home", "kind": "incident", "environment": "production"}
    return {"ticket_id": name, "opened_at": opened, **usual, "priority": "P3", **told}


REQUEST = {"kind": "service_request"}
TICKETS: list[dict[str, object]] = [
    ticket("req", "2026-06-01T08:00:00Z", **REQUEST, opened_by="eva"),
    ticket("req-old", "2026-06-01T08:00:00Z", **REQUEST, opened_by="old"),
    ticket("req-nobody", "2026-06-01T08:00:00Z", **REQUEST),
    ticket("req-last-day", "2026-05-31T21:59:59Z", **REQUEST, opened_by="old"),
    ticket("req-x", "2026-06-01T08:00:00Z", **REQUEST, customer_id="unlisted"),
    ticket("p1", "2026-06-10T17:00:00Z", priority="P1", problem_id="prb"),
    ticket("open", "2026-06-30T10:00:00Z", priority="P2"),
    ticket("p1-on-test", "2026-06-10T17:00:00Z", priority="P1", environment="non_production"),
    ticket("caused-1", "2026-06-11T06:00:00Z", caused_by_change="sound"),
    ticket("caused-2", "2026-06-11T07:00:00Z", caused_by_change="sound"),
    ticket("request-caused", "2026-06-11T07:00:00Z", **REQUEST, caused_by_change="sound"),
    ticket("prb", "2026-06-11T08:00:00Z", kind="problem"),
    ticket("p1-alone", "2026-06-01T08:00:00Z", priority="P1"),
    # Restored on the day of as_of, 18:00 in Berlin, and just after midnight of the day before.
    ticket("p1-today", "2026-06-29T08:00:00Z", priority="P1"),
    ticket("p1-yesterday", "2026-06-28T08:00:00Z", priority="P1"),
    ticket("p1-unknown", "2026-06-01T08:00:00Z", priority="P1", problem_id="nothing"),
    ticket("p1-incident", "2026-06-01T08:00:00Z", priority="P1", problem_id="caused-1"),
    ticket("p1-by-event", "2026-06-01T08:00:00Z", priority="P1"),
    ticket("p1-open", "2026-06-30T08:00:00Z", priority="P1"),
    ticket("p1-excluded", "2026-06-02T08:00:00Z", priority="P1"),
    ticket("back", "2026-06-21T08:00:00Z", problem_id="prb"),
    ticket("back-at-once", "2026-06-20T08:00:00Z", problem_id="prb"),
    ticket(
        "disaster",
        "2026-05-01T08:00:00Z",
        disaster_declared_at="2026-05-01T09:00:00Z",
        content_lost_minutes=60,
    ),
    ticket(
        "disaster-late",
        "2026-05-01T08:00:00Z",
        disaster_declared_at="2026-05-01T09:00:00Z",
        content_lost_minutes=61,
    ),
    ticket(
        "disaster-lost",
        "2026-05-01T08:00:00Z",
        disaster_declared_at="2026-05-01T09:00:00Z",
        content_lost_minutes=300,
    ),
    ticket("disaster-down", "2026-06-30T06:00:00Z", disaster_declared_at="2026-06-30T07:00:00Z"),
    # An hour before as_of; and of a customer with whom nothing is agreed for it.
    ticket("disaster-open", "2026-06-30T14:00:00Z", disaster_declared_at="2026-06-30T15:00:00Z"),
    ticket(
        "disaster-unagreed",
        "2026-05-01T08:00:00Z",
        customer_id="updated",
        disaster_declared_at="2026-05-01T09:00:00Z",
        content_lost_minutes=300,
    ),
    # Known to nobody by as_of.
    ticket("disaster-after", "2026-06-30T14:00:00Z", disaster_declared_at="2026-06-30T16:00:01Z"),
    ticket("caused-elsewhere", "2026-06-11T07:00:00Z", caused_by_change="never"),
    *(
        ticket(f"printer-{month}-{day}", f"2026-{month:02}-{day:02}T08:00:00Z", category="Printer")
        for month, day in ((4, 20), (4, 27), (5, 4), (5, 11), (5, 18), (6, 1), (6, 8))
    ),
    *(
        ticket(f"cable-{hour}", f"2026-06-03T{hour:02}:00:00Z", category="Cable")
        for hour in range(4, 14)
    ),
]
EVENTS: list[dict[str, object]] = [
    {"ticket_id": name, "occurred_at": at, "field": field, "value": value}
    for name, at, field, value in (
        ("p1", "2026-06-10T19:00:00Z", "priority", "P3"),
        ("p1", "2026-06-11T05:00:00Z", "priority", "P1"),
        ("p1", "2026-06-11T06:00:00Z", "status", "restored"),
        *(
            (f"p1-{one}", "2026-06-02T16:00:00Z", "status", "restored")
            for one in ("alone", "unknown", "incident", "by-event", "excluded")
        ),
        ("p1-today", "2026-06-29T22:00:00Z", "status", "restored"),
        ("p1-yesterday", "2026-06-29T21:59:59Z", "status", "restored"),
        ("p1-by-event", "2026-06-03T08:00:00Z", "problem", "prb"),
        ("p1-excluded", "2026-06-02T10:00:00Z", "exclusion", "customer_caused"),
        ("prb", "2026-06-20T08:00:00Z", "status", "closed"),
        ("disaster", "2026-05-01T17:00:00Z", "status", "restored"),
        ("disaster-unagreed", "2026-05-03T17:00:00Z", "status", "restored"),
        ("disaster-late", "2026-05-01T17:00:01Z", "status", "restored"),
        ("disaster-lost", "2026-05-01T17:00:00Z", "status", "restored"),
    )
]
