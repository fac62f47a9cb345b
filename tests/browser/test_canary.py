"""What was delivered is text on every page: nothing of it is a picture, a link or a request."""

from __future__ import annotations

import csv
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Page

from app import PAGES
from bench.browser import rest
from pipeline.build import build
from pipeline.intake import take_in_all
from pipeline.workspace import Workspace
from tests.browser.conftest import Witness, serving

ADDRESSES = sorted(entry.address for entries in PAGES.values() for entry in entries)


@dataclass
class Beacon:
    """A server elsewhere, and what it was asked for."""

    address: str
    asked: list[str] = field(default_factory=list)

    def marked(self, place: str) -> str:
        """A text that would fetch from here wherever it was read as Markdown or HTML."""
        where = f"{self.address}/{place}"
        return f"{place} ![x]({where}) <img src={where}> [{place}]({where}) :material/home: $x$"


@pytest.fixture(scope="module")
def beacon() -> Iterator[Beacon]:
    asked: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing: what was asked is kept."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Beacon(f"http://127.0.0.1:{server.server_port}", asked)
    server.shutdown()
    server.server_close()


def rows_of(beacon: Beacon) -> dict[str, list[dict[str, str]]]:
    """Every entity with the mark in each column that takes a text of any kind."""
    mark = beacon.marked
    customer, agreement, ticket = mark("customer"), mark("agreement"), mark("ticket")
    incident = {
        "customer_id": customer,
        "kind": "incident",
        "environment": "production",
        "priority": "P1",
        "opened_at": "2026-06-03T08:00:00Z",
        **{name: mark(name) for name in ("product", "channel", "opened_by", "category", "summary")},
        "problem_id": mark("problem"),
        "caused_by_change": mark("change"),
    }
    request = {**incident, "kind": "service_request", "priority": "P3"}
    return {
        "customers": [
            {"customer_id": customer, "name": mark("name"), "csm_email": mark("csm")},
        ],
        "agreements": [
            {
                "agreement_id": agreement,
                "customer_id": customer,
                "starts_on": "2025-01-01",
                "ends_on": "2026-12-31",
                "time_zone": "Europe/Berlin",
                "support_region": "DE",
                "standard_quota": "1",
                "availability_target_pct": "99.9",
            }
        ],
        "holidays": [
            {
                "support_region": "DE",
                "date": "2026-06-04",
                "name": mark("holiday"),
                "observed": "true",
            }
        ],
        "top_ups": [
            {
                "top_up_id": mark("top-up"),
                "customer_id": customer,
                "kind": "standard",
                "units": "2",
                "purchased_on": "2026-02-01",
            }
        ],
        "planned_requests": [
            {
                "customer_id": customer,
                "kind": "standard",
                "month": "2026-09-01",
                "units": "3",
                "note": mark("note"),
            }
        ],
        "catalogue": [{"customer_id": customer, "item": mark("item"), "title": mark("title")}],
        "contacts": [{"customer_id": customer, "contact_id": mark("contact"), "role": "primary"}],
        "tickets": [
            {"ticket_id": ticket, **incident},
            {"ticket_id": mark("open"), **incident, "opened_at": "2026-06-29T08:00:00Z"},
            {"ticket_id": mark("request"), **request, "catalogue_item": mark("item")},
            {"ticket_id": mark("second"), **request, "opened_at": "2026-06-04T08:00:00Z"},
        ],
        "ticket_events": [
            {
                "ticket_id": ticket,
                "occurred_at": "2026-06-05T08:00:00Z",
                "field": "status",
                "value": "restored",
                "actor": mark("actor"),
            },
            {
                "ticket_id": ticket,
                "occurred_at": "2026-06-04T08:00:00Z",
                "field": "priority",
                "value": "P3",
                "actor": mark("actor"),
            },
        ],
        "source_verdicts": [
            {
                "ticket_id": ticket,
                "metric": "restoration",
                "name": mark("clock"),
                "outcome": "met",
                "target_seconds": "28800",
                "elapsed_seconds": "100",
            }
        ],
        "changes": [
            {
                "change_id": mark("change"),
                "customer_id": customer,
                "type": "normal",
                "reason": "customer_request",
                "environment": "production",
                "planned_start": "2026-06-10T08:00:00Z",
                "planned_end": "2026-06-10T10:00:00Z",
                "started_at": "2026-06-10T08:00:00Z",
                "summary": mark("change-summary"),
                "request_ticket": mark("request"),
                "template": mark("template"),
            },
            {
                "change_id": mark("coming"),
                "customer_id": customer,
                "type": "emergency",
                "reason": "routine_maintenance",
                "environment": "production",
                "planned_start": "2026-07-10T08:00:00Z",
                "planned_end": "2026-07-10T10:00:00Z",
                "summary": mark("change-summary"),
                "incident_ticket": ticket,
            },
        ],
        "exits": [
            {
                "exit_id": mark("exit"),
                "customer_id": customer,
                "requested_at": "2026-06-15T08:00:00Z",
                "request_ticket": mark("request"),
                "owner": mark("owner"),
                "gone_by": "2026-06-20",
                "products": "CMS SMAX",
                "export_wanted": "true",
            }
        ],
        "exit_events": [
            {
                "exit_id": mark("exit"),
                "step": "contact_named",
                "planned_on": "2026-06-16",
                "note": mark("note"),
            }
        ],
    }


@pytest.fixture(scope="module")
def marked(
    beacon: Beacon, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, list[str]]]:
    """A served workspace full of marks, and the queries that choose its records."""
    folder = tmp_path_factory.mktemp("marked")
    rows = rows_of(beacon)
    for name, several in rows.items():
        columns = list(dict.fromkeys(column for row in several for column in row))
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as stream:
            writer = csv.DictWriter(stream, columns)
            writer.writeheader()
            writer.writerows(several)
    workspace = Workspace(folder / "workspace")
    taken = take_in_all(workspace, sorted(folder.glob("*.csv")))
    assert sum(one.rows_quarantined for one in taken.deliveries) == 0
    build(workspace)
    month = f"month=2026-06&customer={quote(rows['customers'][0]['customer_id'])}"
    first, second = (f"ticket={quote(row['ticket_id'])}" for row in rows["tickets"][:2])
    exit_id, change_id = rows["exits"][0]["exit_id"], rows["changes"][0]["change_id"]
    chosen = [
        f"{month}&{first}&exit={quote(exit_id)}&change={quote(change_id)}",
        f"of=all&{month}&{second}",
    ]
    with serving(workspace.root, tmp_path_factory.mktemp("marked_server")) as address:
        yield address, chosen


@pytest.mark.browser
@pytest.mark.parametrize("name", ADDRESSES)
def test_a_page_shows_what_was_delivered_as_text_alone(
    page: Page, witness: Witness, marked: tuple[str, list[str]], beacon: Beacon, name: str
) -> None:
    address, queries = marked
    own = urlsplit(address).netloc
    shown = ""
    for query in queries:
        page.goto(f"{address}/{name}?{query}")
        rest(page)
        shown += page.inner_text("[data-testid=stMain]")
        live = page.eval_on_selector_all(
            "[data-testid=stMain] img, [data-testid=stMain] a, [data-testid=stMain] .katex",
            "found => found.map(one => one.src || one.href || one.className)",
        )
        assert [one for one in live if beacon.address in one or "katex" in one] == []

    elsewhere = [url for url in witness.requests if urlsplit(url).netloc not in {own, ""}]
    assert elsewhere == []
    assert beacon.asked == []
    assert beacon.address in shown or name in {"data"}
