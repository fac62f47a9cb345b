"""The next export of a list corrects the last: a ticket that is open again has no end any more."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.ingest.sources.conftest import FILES, Bring, events

# Of each list: a ticket that ended, and what the next export says of it instead.
REOPENED = {
    ("flat", "flat_2026-06-30.csv", "INC-1"): {
        "Closed,2026-06-08 11:00": "Reopened,2026-06-09 11:00"
    },
    ("flat", "flat_de_2026-06-30.csv", "INC-1"): {
        "Geschlossen;08.06.2026 13:00": "Wiedereröffnet;09.06.2026 13:00"
    },
    ("servicenow", "incident-2026-06-30.csv", "INC0010001"): {
        '"INC0010001","Closed"': '"INC0010001","In Progress"',
        '"2026-06-08 09:31:00","Login': '"2026-06-09 09:31:00","Login',
    },
    ("servicenow", "incident_pairs.json", "INC0010001"): {
        '"value": "7"': '"value": "2"',
        '"sys_updated_on": {"display_value": "08.06.2026 11:31:00", "value": "2026-06-08': (
            '"sys_updated_on": {"display_value": "08.06.2026 11:31:00", "value": "2026-06-09'
        ),
    },
    ("smax", "smax_incident.csv", "17001"): {
        "Complete,CriticalPriority": "InProgress,CriticalPriority",
        "1780911060000": "1780997460000",
    },
    ("jira", "Jira 2026-06-30.csv", "SUP-1"): {
        "Incident,Closed": "Incident,In Progress",
        "8/Jun/26 11:31 AM": "9/Jun/26 11:31 AM",
    },
    ("zendesk", "zendesk_2026-06-30.csv", "101"): {
        '"Closed","Urgent"': '"Open","Urgent"',
        "2026-06-08 09:31:00": "2026-06-09 09:31:00",
    },
    ("freshdesk", "freshdesk_2026-06-30.csv", "101"): {
        ",Closed,Urgent": ",Open,Urgent",
        "2026-06-08 11:31:00,2026-06-01 08:20:15": "2026-06-09 11:31:00,2026-06-01 08:20:15",
    },
    ("salesforce", "report1782806400000.csv", "00001001"): {
        '"Critical","Closed"': '"Critical","Working"',
        '"6/8/2026"': '"6/9/2026"',
    },
}


@pytest.mark.parametrize("is_newer_first", [False, True])
@pytest.mark.parametrize("listed", REOPENED, ids=" ".join)
def test_a_ticket_that_is_open_again_has_no_end_any_more(
    bring: Bring,
    warehouse: duckdb.DuckDBPyConnection,
    tmp_path: Path,
    listed: tuple[str, str, str],
    is_newer_first: bool,
) -> None:
    product, name, ticket = listed
    text = (FILES / product / name).read_bytes().decode("utf-8")
    for before, after in REOPENED[listed].items():
        assert before in text
        text = text.replace(before, after)
    newer = tmp_path / name
    newer.write_bytes(text.encode("utf-8"))

    bring(product, *([newer, name] if is_newer_first else [name, newer]))

    ends = [row for row in events(warehouse) if row.startswith(f"{ticket} ") and "status" in row]
    assert ends == []
