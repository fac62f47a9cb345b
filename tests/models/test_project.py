"""The house rules of the models, each of which a violation breaks by name."""

from __future__ import annotations

import csv
import json
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingest.business_hours import BUCKET_SECONDS
from ingest.calendars import LONGEST_HANDBOOK_SECONDS
from tests.models.loader import ROOT, latest_instant, prepare, run_dbt, warehouse

# Words that another engine does not know, or that look at the machine's clock.
FORBIDDEN = re.compile(
    r"\b(asof|qualify|at time zone|current_\w+|now\(\)|timestamptz|date_trunc|date_diff)\b"
)


@pytest.fixture(scope="module")
def models(cases: Path, artefacts: Path) -> list[dict[str, Any]]:
    """The models as dbt knows them, once it has built them."""
    assert cases.exists()
    nodes = json.loads((artefacts / "manifest.json").read_text(encoding="utf-8"))["nodes"]
    return [node for node in nodes.values() if node["resource_type"] in ("model", "seed")]


def test_every_model_says_first_what_a_row_is(models: list[dict[str, Any]]) -> None:
    silent = [node["name"] for node in models if not node["description"].startswith("One row per ")]

    assert silent == []


def test_documented_columns_are_the_built_ones(cases: Path, models: list[dict[str, Any]]) -> None:
    query = (
        "select table_schema, table_name, list(column_name order by ordinal_position) "
        "from information_schema.columns group by all"
    )
    with duckdb.connect(cases) as connection:
        built = {(row[0], row[1]): sorted(row[2]) for row in connection.sql(query).fetchall()}

    documented = {
        (node["schema"], node["name"]): sorted(node["columns"])
        for node in models
        if node["config"]["materialized"] != "ephemeral"
    }
    assert documented == {name: built[name] for name in documented}


def test_rules_are_declared_where_something_checks_them(cases: Path, artefacts: Path) -> None:
    assert cases.exists()
    nodes = json.loads((artefacts / "manifest.json").read_text(encoding="utf-8"))["nodes"]
    held = {
        node["name"]: (node["config"]["materialized"], set(node["config"]["meta"]["holds"]))
        for node in nodes.values()
        if "holds" in node["config"].get("meta", {})
    }

    assert len(held) > 80
    for name, (materialized, rules) in held.items():
        assert materialized in {"table", "incremental"}, name
        assert rules <= {"keys", "never_null", "words"}, name


def test_a_view_made_daily_is_one_whose_sql_differs_from_build_to_build(
    cases: Path, artefacts: Path
) -> None:
    assert cases.exists()
    manifest = json.loads((artefacts / "manifest.json").read_text(encoding="utf-8"))
    views = [
        node
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["config"]["materialized"] == "view"
    ]

    asking = {node["name"] for node in views if asks_the_warehouse(node, manifest["macros"])}

    assert len(views) > len(asking) > 0
    assert {node["name"] for node in views if "moving" in node["tags"]} == asking


def asks_the_warehouse(node: dict[str, Any], macros: dict[str, Any]) -> bool:
    """Whether a macro that the node calls, or that one of those calls, runs a query of its own."""
    called = node["depends_on"]["macros"]
    return any(
        name in ("macro.dbt.run_query", "macro.dbt.statement")
        or asks_the_warehouse(macros[name], macros)
        for name in called
    )


def test_every_column_is_described(models: list[dict[str, Any]]) -> None:
    silent = [
        f"{node['name']}.{name}"
        for node in models
        for name, column in node["columns"].items()
        if not column["description"]
    ]

    assert silent == []


def test_every_mart_holds_a_contract(models: list[dict[str, Any]]) -> None:
    marts = {
        n["name"]: n["config"]["contract"]["enforced"] for n in models if n["schema"] == "marts"
    }

    assert {"sla_clocks", "sla_attainment", "customers", "builds"} <= set(marts)
    assert marts == dict.fromkeys(marts, True)


def test_only_staging_reads_raw(models: list[dict[str, Any]]) -> None:
    allowed = {"source.service_review.raw.build", "source.service_review.raw.touched_tickets"}
    reading = {
        node["name"]
        for node in models
        if node["schema"] != "staging"
        and any(name.startswith("source.") for name in set(node["depends_on"]["nodes"]) - allowed)
    }

    assert reading == set()


@pytest.mark.parametrize("path", sorted(ROOT.glob("models/**/*.sql")), ids=lambda path: path.stem)
def test_a_model_speaks_no_single_engine_s_words(path: Path) -> None:
    assert FORBIDDEN.findall(path.read_text(encoding="utf-8")) == []


def test_the_buckets_of_the_tables_are_those_that_the_models_look_in() -> None:
    macro = (ROOT / "macros" / "clock.sql").read_text(encoding="utf-8")

    assert f'whole_division(seconds ~ " - 1", {BUCKET_SECONDS})' in macro


def test_the_calendars_reach_as_far_as_the_handbook_s_longest_target() -> None:
    with (ROOT / "seeds" / "handbook_targets.csv").open(encoding="utf-8") as stream:
        targets = list(csv.DictReader(stream))

    longest = max(int(row["target_seconds"]) for row in targets if row["calendar"] == "business")
    assert longest == LONGEST_HANDBOOK_SECONDS


def test_a_build_from_the_same_rows_gives_the_same_marts(
    cases: Path, artefacts: Path, tmp_path: Path
) -> None:
    again = tmp_path / "warehouse.duckdb"
    shutil.copy(cases, again)
    before = all_rows(again)
    with warehouse(again) as connection:
        prepare(connection, as_of=latest_instant(connection))

    assert run_dbt(again, "run", artefacts=artefacts) == []
    assert all_rows(again) == before


def all_rows(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    with duckdb.connect(path) as connection:
        names = connection.sql(
            "select table_name from information_schema.tables where table_schema = 'marts'"
        ).fetchall()
        return {
            name: connection.sql(f"from marts.{name} order by all").fetchall() for (name,) in names
        }


def test_what_happens_after_as_of_does_not_exist(
    cases: Path, artefacts: Path, tmp_path: Path
) -> None:
    earlier = tmp_path / "warehouse.duckdb"
    shutil.copy(cases, earlier)
    with warehouse(earlier) as connection:
        prepare(connection, as_of=datetime(2026, 6, 17, 10, tzinfo=UTC))

    assert run_dbt(earlier, "run", artefacts=artefacts) == []
    with duckdb.connect(earlier) as connection:
        found = connection.sql(
            "select outcome, elapsed_seconds, paused_seconds, due_at, month, reopenings "
            "from marts.sla_clocks where ticket_id = 'H01' and metric = 'restoration'"
        ).fetchall()
        later = connection.sql("select count(*) from marts.tickets where ticket_id = 'H02'")
        assert later.fetchall() == [(0,)]
    met = (datetime(2026, 6, 17, 11, 0), datetime(2026, 6, 1).date())
    assert found == [("met", 21_600, 0, *met, 0)]
