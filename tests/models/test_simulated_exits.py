"""Exits of a simulated portfolio: the findings are those planted, none more, none fewer."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from simulate import Portfolio, portfolio
from tests.models.loader import deliver, prepare, run_dbt, show_rules, warehouse
from tests.models.test_exit_days import RULES
from tests.models.test_exits import ask

EVERY_RULE = {f"EXI-{number}" for number in (1, 2, 3, 4, 5, 6, 7, 9)}


ENTITIES = ("customers", "agreements", "tickets", "exits", "exit_events")
NAMES = ("customer_id", "agreement_id", "ticket_id", "exit_id", "request_ticket")


@pytest.fixture(scope="module")
def portfolios() -> dict[str, Portfolio]:
    """Three seeds, and a portfolio too short for anything planted."""
    made = {str(seed): portfolio(seed=seed) for seed in (1, 2, 3)}
    return {**made, "short": portfolio(seed=7, customers=16, months=3)}


@pytest.fixture(scope="module")
def broken(
    portfolios: dict[str, Portfolio], tmp_path_factory: pytest.TempPathFactory, artefacts: Path
) -> list[tuple[str, ...]]:
    """What the models find in all of them, built as one, each under names of its own."""
    path = tmp_path_factory.mktemp("simulated_exits") / "warehouse.duckdb"
    with warehouse(path) as connection:
        for entity in ENTITIES:
            for mark, one in portfolios.items():
                deliver(connection, entity, _rows(one, entity, mark).iter_rows(named=True))
        (as_of,) = {one.as_of for one in portfolios.values()}
        prepare(connection, as_of=as_of)
    assert run_dbt(path, "seed", artefacts=artefacts) == []
    show_rules(path, RULES, artefacts=artefacts)
    told = " union all ".join(
        f"select customer_id, rule_id, entity_id, part from intermediate.{rule}" for rule in RULES
    )
    return sorted(ask(path, told))


def _rows(one: Portfolio, entity: str, mark: str) -> pl.DataFrame:
    frame = one.frames[entity]
    if entity == "tickets":
        named = one.frames["exits"]["request_ticket"].implode()
        frame = frame.filter(pl.col("ticket_id").is_in(named))
    names = [name for name in NAMES if name in frame.columns]
    return frame.with_columns(pl.col(names).str.replace("^", f"{mark}-"))


@pytest.mark.parametrize("mark", ["1", "2", "3", "short"])
def test_the_findings_of_exits_are_those_planted(
    mark: str, portfolios: dict[str, Portfolio], broken: list[tuple[str, ...]]
) -> None:
    planted = portfolios[mark].truth["exit_findings"]

    found = [
        (rule_id, customer_id.removeprefix(f"{mark}-"), exit_id.removeprefix(f"{mark}-"), part)
        for customer_id, rule_id, exit_id, part in broken
        if customer_id.startswith(f"{mark}-")
    ]
    assert sorted(found) == sorted(planted.rows())
    assert mark == "short" or set(planted["rule_id"]) == EVERY_RULE
