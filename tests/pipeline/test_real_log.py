"""A real log, from file to page: the audit log of a ServiceNow instance."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from ingest.delivery_register import Delivery
from pipeline.build import build
from pipeline.intake import take_in_all
from pipeline.workspace import Workspace
from reports.snapshot import Snapshot, current
from tests.conftest import shared

# Every mart there is; what is said of the publishing itself is new each time.
MARTS = """
select table_name from duckdb_tables()
where database_name = 'published' and table_name <> 'snapshot' order by table_name
"""


def test_every_row_of_the_log_is_accounted_for(
    real_log_workspace: tuple[Workspace, Delivery],
) -> None:
    _, delivery = real_log_workspace

    assert delivery.rows_read == 141_712
    assert delivery.rows_loaded + delivery.rows_quarantined + delivery.rows_known == 141_712
    assert delivery.rows_loaded == 141_712


def test_every_incident_has_two_clocks(real_log_workspace: tuple[Workspace, Delivery]) -> None:
    clocks = _published(real_log_workspace[0]).frame(
        "select count(distinct ticket_id), count(*), count(*) filter (metric = 'response') "
        "from sla_clocks"
    )

    assert clocks.row(0) == (24_918, 49_836, 24_918)


def test_a_clock_of_the_log_is_what_a_person_reckons(
    real_log_workspace: tuple[Workspace, Delivery],
) -> None:
    # INC0000047: opened Monday 04:40, in hours from 08:00 to 17:00 (9:00); asked back on Tuesday
    # 09:14 (1:14), which is the response; restored 09:52 after a rest of 0:38.
    clocks = _published(real_log_workspace[0]).frame(
        "select metric, outcome, priority, elapsed_seconds, paused_seconds, stopped_at, due_at "
        "from sla_clocks where ticket_id = 'INC0000047' order by metric"
    )

    assert clocks.rows() == [
        (
            *("response", "breached", "P3", 36_840, 0),
            datetime(2016, 3, 1, 9, 14),
            datetime(2016, 2, 29, 12, 0),
        ),
        (
            *("restoration", "met", "P3", 36_840, 2_280),
            datetime(2016, 3, 1, 9, 52),
            datetime(2016, 3, 7, 11, 38),
        ),
    ]


def test_taking_the_log_in_again_loads_nothing_and_changes_no_mart(
    real_log_workspace: tuple[Workspace, Delivery],
) -> None:
    workspace, _ = real_log_workspace
    before = _marts(_published(workspace))

    log = shared("data/servicenow/incident_event_log.csv.gz")
    taken = take_in_all(workspace, [log], mapping_name="servicenow_audit_log")
    build(workspace)

    assert (taken.deliveries[0].rows_loaded, taken.deliveries[0].rows_known) == (0, 141_712)
    after = _marts(_published(workspace))
    assert {"sla_clocks", "sla_attainment", "deliveries"} <= set(before)
    assert {name: after[name].equals(rows) for name, rows in before.items()} == dict.fromkeys(
        after, True
    )


def _published(workspace: Workspace) -> Snapshot:
    snapshot = current(workspace.published)
    assert snapshot is not None
    return snapshot


def _marts(snapshot: Snapshot) -> dict[str, pl.DataFrame]:
    names = snapshot.frame(MARTS)["table_name"]
    return {name: snapshot.frame(f"select * from {name} order by all") for name in names}
