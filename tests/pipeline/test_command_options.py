"""Options of the command: a value that is none is said with the option and what is expected."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.command import app
from tests.ingest.conftest import CUSTOMERS


def words_of(shown: str) -> str:
    """What is shown in a box, as one line."""
    return " ".join(shown.replace("│", " ").split())


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("ingest x.csv --refused-at-most 5", "'--refused-at-most': '5' is not a share from 0 to 1"),
        ("ingest x.csv --refused-at-most x", "'x' is not a share from 0 to 1, such as 0.01"),
        ("ingest x.csv --refused-at-most nan", "'nan' is not a share from 0 to 1, such as 0.01"),
        ("withdraw abc", "'abc' is not the number of a delivery, such as 12; `service-review"),
        ("withdraw -- -1", "'-1' is not the number of a delivery"),
        ("withdraw -1", "No such option: -1"),
        ("withdraw 1 --undoo", "No such option: --undoo (Possible options: --undo)"),
        (f"withdraw {2**63}", "is not the number of a delivery"),
        ("serve --port x", "'--port': 'x' is not a port, which is a whole number from 1 to 65535"),
        ("serve --port 99999", "'99999' is not a port"),
        ("demo --seed -1", "'-1' is not a whole number from 0 on, such as 1."),
        ("query q --seconds 0", "'0' is not a number of seconds from 0.1 on, such as 60."),
        ("query q --format x", "'x' is not known here; choose one of table, csv, json, parquet."),
        ("build --engine x", "'x' is not known here; choose one of duckdb, spark."),
        ("build --as-of nonsense", "--as-of: 'nonsense' is neither an instant such as 2026-06-30T"),
        ("what-if --set nonsense", "'nonsense' is not NAME=VALUE, such as reopening=elapse."),
        ("mapping init x.csv --set x", "'x' is not NAME=VALUE, such as place='Europe/Berlin DE'."),
    ],
)
def test_a_value_that_an_option_does_not_take_is_said_with_what_it_takes(
    tmp_path: Path, words: str, message: str
) -> None:
    (tmp_path / "x.csv").write_text(CUSTOMERS)
    given = [word.replace("x.csv", str(tmp_path / "x.csv")) for word in words.split()]

    ended = CliRunner().invoke(
        app, ["--workspace", str(tmp_path), *given], env={"COLUMNS": "300", "TERMINAL_WIDTH": "300"}
    )

    shown = words_of(ended.stderr)
    assert ended.exit_code == 2
    assert message in shown
    assert "Input should" not in shown
    assert "Value error" not in shown
