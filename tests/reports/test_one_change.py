"""The change that an address names, shown in full; and how changes succeeded, with intervals."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from reports.queries import ask
from reports.snapshot import Snapshot, opened
from tests.reports import changing
from tests.reports.test_app import texts
from tests.reports.test_ticket_page import page

JUNE = date(2026, 6, 1)
BRIGHTWATER = {"customer_id": "brightwater", "month": JUNE}


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    path = changing.publish(tmp_path_factory.mktemp("one_change") / "published")
    _add_earlier(path)
    return opened(path.parent, path.name)


def _add_earlier(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "insert into change_outcomes values"
            " ('brightwater', '2025-07-01', 'normal', 9, 8, 0, 1, 0, 0, 9, 0, 1),"
            " ('brightwater', '2025-06-01', 'normal', 5, 5, 0, 0, 0, 0, 5, 0, 7),"
            " ('brightwater', '2026-05-01', 'emergency', 2, 0, 0, 0, 1, 1, 0, 0, 0)"
        )


def test_success_of_month_and_twelve_months_has_wilsons_interval(changed: Snapshot) -> None:
    rows = ask(changed, "change_rates", **BRIGHTWATER).drop("success_rate")

    assert [
        (*row[:5], *(None if x is None else round(x, 4) for x in row[5:7]), row[7])
        for row in rows.rows()
    ] == [
        ("month", None, 2, 1, 2, 0.0945, 0.9055, 2),
        ("month", "normal", 1, 0, 1, 0.0, 0.7935, 2),
        ("month", "standard", 1, 1, 1, 0.2065, 1.0, 0),
        ("year", None, 13, 9, 11, 0.5230, 0.9486, 3),
        ("year", "emergency", 2, 0, 0, None, None, 0),
        ("year", "normal", 10, 8, 10, 0.4902, 0.9433, 3),
        ("year", "standard", 1, 1, 1, 0.2065, 1.0, 0),
    ]


def test_the_change_of_the_address_is_shown_in_full_and_first(changed: Snapshot) -> None:
    app = page(changed, "changes", change="CHG-10")

    said = texts(app)
    assert not app.exception
    assert app.header[0].value == "The change asked for"
    assert (
        "CHG-10: a normal change on production, asked for by the customer; it does not interrupt "
        "service. Outcome: rolled back, not on time; 2 incidents caused."
    ) in said
    assert "Delivery 2, row 7." in said
    assert "Not asked for by an authorised contact." in said
    assert "Each rule&#x27;s verdict, 1 finding" in said or "Each rule's verdict, 1 finding" in said
    assert "The request: B-1</a>" in said
    assert "8 Jun 2026, 09:30" in said
    assert "<script>" not in said


def test_each_incident_that_the_change_caused_leads_to_its_ticket(changed: Snapshot) -> None:
    said = texts(page(changed, "changes", change="CHG-10"))
    none = texts(page(changed, "changes", change="CHG-11"))

    address = "ticket?ticket=B-5&amp;customer=brightwater&amp;month=2026-06"
    assert f'<a href="{address}">B-5</a>' in said
    assert "1 incident that it caused (CHG-8), the earliest first" in said
    # Aldgate's is counted, and not shown to Brightwater.
    assert "A-9" not in said
    assert "Counted too: 1 incident of other customers." in said
    assert "No incident of this customer names it as its cause (CHG-8)." in none


@pytest.mark.parametrize(
    "asked",
    ["CHG-99", "' or 1=1 --", "<script>alert(1)</script>", "x" * 10_000, ""],
)
def test_a_change_that_is_not_known_gets_a_sentence(changed: Snapshot, asked: str) -> None:
    app = page(changed, "changes", change=asked)

    assert not app.exception
    (warning,) = app.warning
    assert "which is not there" in warning.value
    assert len(warning.value) < 200
    assert "The change asked for" not in [one.value for one in app.header]


def test_another_customers_change_is_not_shown(changed: Snapshot) -> None:
    app = page(changed, "changes", customer="aldgate", change="CHG-10")

    assert "`CHG-10`, which is not there" in app.warning[0].value
