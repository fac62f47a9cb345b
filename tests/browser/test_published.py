"""What the product published itself, opened in a browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ingest.delivery_register import Delivery
from pipeline.workspace import Workspace
from reports.snapshot import Snapshot, current
from tests.browser.conftest import Witness, serving

pytestmark = pytest.mark.browser

MONTH = """
select
    customer_id,
    strftime(month, '%Y-%m') as month,
    cast(sum(met) filter (metric = 'response') as bigint) as answered,
    cast(sum(decided) filter (metric = 'response') as bigint) as responses,
    cast(sum(met) filter (metric = 'restoration') as bigint) as restored,
    cast(sum(decided) filter (metric = 'restoration') as bigint) as restorations
from sla_attainment
group by customer_id, month
order by restorations desc, customer_id, month
limit 1
"""


def test_the_real_log_shows_its_busiest_month(
    page: Page,
    witness: Witness,
    real_log_workspace: tuple[Workspace, Delivery],
    tmp_path: Path,
) -> None:
    _shows_its_busiest_month(page, witness, real_log_workspace[0], tmp_path)


def test_the_demonstration_shows_its_busiest_month(
    page: Page, witness: Witness, demo_workspace: Workspace, tmp_path: Path
) -> None:
    _shows_its_busiest_month(page, witness, demo_workspace, tmp_path)


def _shows_its_busiest_month(
    page: Page, witness: Witness, workspace: Workspace, folder: Path
) -> None:
    asked = _snapshot(workspace).frame(MONTH).row(0, named=True)

    with serving(workspace.root, folder) as address:
        page.goto(f"{address}/attainment?customer={asked['customer_id']}&month={asked['month']}")

        expect(page.get_by_test_id("stMetricValue")).to_have_text(
            [
                f"{asked['answered']:,} of {asked['responses']:,}",
                f"{asked['restored']:,} of {asked['restorations']:,}",
            ]
        )
        expect(page.get_by_role("heading", name="Still open")).to_be_visible()
        expect(page.get_by_test_id("stException")).to_have_count(0)
    # The page loses its server here, and says so; what came before must be clean.
    assert [text for text in witness.errors if "WebSocket" not in text and "404" not in text] == []
    assert all(
        url.startswith((address, address.replace("http", "ws"), "data:", "blob:"))
        for url in witness.requests
    )


def _snapshot(workspace: Workspace) -> Snapshot:
    snapshot = current(workspace.published)
    assert snapshot is not None
    return snapshot
