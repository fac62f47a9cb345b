from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from ingest.contract import ENTITIES
from simulate import Portfolio, portfolio, write

ROOT = Path(__file__).parents[2]
PROGRAM = """
import sys
from pathlib import Path
import simulate
simulate.write(simulate.portfolio(seed=3, customers=3, months=2), Path(sys.argv[1]) / "delivery")
"""


def every_byte(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".parquet"
    }


def test_the_same_seed_and_size_give_the_same_bytes_in_another_process(
    tmp_path: Path, small_portfolio: Portfolio
) -> None:
    for place in ("one", "two"):
        environment = {**os.environ, "PYTHONHASHSEED": {"one": "1", "two": "2"}[place]}
        environment["PYTHONPATH"] = str(ROOT)
        subprocess.run(
            [sys.executable, "-c", PROGRAM, str(tmp_path / place)], env=environment, check=True
        )

    one, two = every_byte(tmp_path / "one"), every_byte(tmp_path / "two")
    assert one == two
    # The deliveries, the truths, and the sheet that says what was asked for.
    assert len(one) == len(ENTITIES) + len(small_portfolio.truth) + 1


def test_another_seed_gives_another_portfolio(small_portfolio: Portfolio) -> None:
    other = portfolio(seed=8, customers=4, months=3)

    assert not other.frames["tickets"].equals(small_portfolio.frames["tickets"])


def test_a_customer_is_the_same_in_a_larger_portfolio(small_portfolio: Portfolio) -> None:
    larger = portfolio(seed=7, customers=6, months=3)

    agreements = larger.frames["agreements"].head(small_portfolio.frames["agreements"].height)
    assert agreements.equals(small_portfolio.frames["agreements"])


def test_each_entity_becomes_a_csv_file_with_exactly_the_columns_of_the_contract(
    small_portfolio: Portfolio, tmp_path: Path
) -> None:
    paths = write(small_portfolio, tmp_path / "delivery")

    assert [path.name for path in paths] == [f"{entity.name}.csv" for entity in ENTITIES]
    headers = [path.read_text(encoding="utf-8").partition("\n")[0] for path in paths]
    assert headers == [",".join(column.name for column in entity.content) for entity in ENTITIES]


def test_the_truth_lies_beside_the_delivery(small_portfolio: Portfolio, tmp_path: Path) -> None:
    write(small_portfolio, tmp_path / "delivery")

    names = sorted(path.name for path in (tmp_path / "truth").iterdir())
    truths = [f"{name}.{kind}" for name in small_portfolio.truth for kind in ("csv", "parquet")]
    assert names == sorted(["portfolio.json", *truths])
    for name, frame in small_portfolio.truth.items():
        assert pl.read_parquet(tmp_path / "truth" / f"{name}.parquet").equals(frame)
    about = json.loads((tmp_path / "truth" / "portfolio.json").read_text(encoding="utf-8"))
    assert about["as_of"] == "2026-06-30T14:30:00Z"


def test_every_format_holds_the_same_rows(small_portfolio: Portfolio, tmp_path: Path) -> None:
    formats = {"tickets": "parquet", "changes": "jsonl", "ticket_events": "csv.gz"}

    write(small_portfolio, tmp_path / "delivery", formats=formats)
    write(small_portfolio, tmp_path / "plain")

    delivery, plain = tmp_path / "delivery", tmp_path / "plain"
    assert pl.read_parquet(delivery / "tickets.parquet").equals(small_portfolio.frames["tickets"])
    unzipped = gzip.decompress((delivery / "ticket_events.csv.gz").read_bytes())
    assert unzipped == (plain / "ticket_events.csv").read_bytes()
    lines = (delivery / "changes.jsonl").read_text(encoding="utf-8").splitlines()
    first = pl.read_csv(plain / "changes.csv", infer_schema=False, n_rows=1).to_dicts()[0]
    assert len(lines) == small_portfolio.frames["changes"].height
    assert json.loads(lines[0])["planned_start"] == first["planned_start"]


@pytest.mark.parametrize("formats", [{"ticket": "csv"}, {"tickets": "xls"}, "xls"])
def test_an_unknown_entity_or_format_is_refused(
    small_portfolio: Portfolio, tmp_path: Path, formats: object
) -> None:
    with pytest.raises(ValueError, match="unknown entity or format"):
        write(small_portfolio, tmp_path, formats=formats)


@pytest.mark.parametrize("size", [{"seed": -1}, {"customers": 0}, {"months": 0}])
def test_a_portfolio_of_nothing_is_refused(size: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="a portfolio needs"):
        portfolio(**size)
