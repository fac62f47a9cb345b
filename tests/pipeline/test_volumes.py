"""Tickets by month and those to come, as a build writes them."""

from __future__ import annotations

from datetime import date, datetime

import duckdb

from pipeline.volume_forecasts import (
    TICKET_VOLUMES,
    VOLUME_FORECAST_SCORES,
    VOLUME_FORECASTS,
    write_volume_forecasts,
)
from pipeline.workspace import Workspace
from reports.snapshot import current

# Ten incidents on each day from 20 January 2024 on, a request on each second of a month but March.
TICKETS = """
create schema marts;
create table marts.tickets as
select 'incident' as kind, opened_at + interval 9 hour as opened_at
from generate_series(
    timestamp '2024-01-20', timestamp '2025-06-30', interval 1 day
) as days(opened_at)
cross join range(10)
union all
select 'service_request', opened_at
from generate_series(
    timestamp '2024-02-02', timestamp '2025-06-30', interval 1 month
) as days(opened_at)
where month(opened_at) <> 3
union all
select 'problem', timestamp '2023-01-01'
"""


def test_an_empty_month_counts_and_the_first_and_the_running_one_tell_nothing() -> None:
    with duckdb.connect() as connection:
        connection.execute(TICKETS)
        write_volume_forecasts(connection, as_of=datetime(2025, 6, 30, 12))
        volumes = connection.sql("select * from marts.ticket_volumes order by all").pl()
        coming = connection.sql("select * from marts.volume_forecasts order by all").pl()
        scores = connection.sql("select * from marts.volume_forecast_scores order by all").pl()

    assert volumes.columns == list(TICKET_VOLUMES)
    incidents = {row["month"]: row for row in volumes.filter(kind="incident").to_dicts()}
    assert (min(incidents), max(incidents)) == (date(2024, 1, 1), date(2025, 6, 1))
    assert (incidents[date(2024, 1, 1)]["opened"], incidents[date(2024, 2, 1)]["opened"]) == (
        120,
        290,
    )
    assert [month for month, row in incidents.items() if not row["is_over"]] == [date(2025, 6, 1)]
    requests = dict(volumes.filter(kind="service_request").select("month", "opened").iter_rows())
    assert (requests[date(2024, 2, 1)], requests[date(2024, 3, 1)]) == (1, 0)
    assert coming.columns == list(VOLUME_FORECASTS)
    told = coming.filter(kind="incident")
    assert told["month"].to_list() == [date(2025, 7, 1), date(2025, 8, 1), date(2025, 9, 1)]
    assert told["months_ahead"].to_list() == [1, 2, 3]
    # Every day has ten, told by weekdays: nearer than a tenth.
    assert all(abs(row["opened_p50"] - 305) < 30 for row in told.to_dicts())
    assert scores.columns == list(VOLUME_FORECAST_SCORES)
    assert scores["kind"].to_list() == ["incident", "service_request"]
    assert all(row["held"] / row["forecasts"] == row["coverage_80"] for row in scores.to_dicts())


def test_a_workspace_without_tickets_has_empty_tables() -> None:
    with duckdb.connect() as connection:
        connection.execute(TICKETS)
        connection.execute("delete from marts.tickets")
        write_volume_forecasts(connection, as_of=datetime(2025, 6, 30, 12))

        for name in ("ticket_volumes", "volume_forecasts", "volume_forecast_scores"):
            assert connection.sql(f"select * from marts.{name}").fetchall() == []


def test_a_snapshot_counts_every_incident_and_request_once(demo_workspace: Workspace) -> None:
    snapshot = current(demo_workspace.published)
    assert snapshot is not None

    counted = snapshot.frame(
        "select kind, sum(opened)::bigint from ticket_volumes group by 1 order by 1"
    )

    assert (
        counted.rows()
        == snapshot.frame(
            "select kind, count(*) from tickets where kind <> 'problem' group by 1 order by 1"
        ).rows()
    )
    assert snapshot.frame("select count(*) from volume_forecasts").item() == 6
