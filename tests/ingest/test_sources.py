"""Every mapping that comes along: files of its product's shape come in, each row accounted for."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from ingest.deliveries import take_in
from ingest.mapping_file import FOLDER, load_mapping, mapping_for, mappings_in
from ingest.plan import in_order, plan

FILES = Path(__file__).parent / "files"
DOCS = Path(__file__).parents[2] / "docs" / "sources"
NAMES = sorted(path.stem for path in FOLDER.glob("*.yml"))
FILE_NAME = re.compile(r"`([^`]+\.(?:csv|jsonl?|xlsx))`")
PRODUCTS = [name for name in NAMES if (FILES / name).is_dir()]


@pytest.mark.parametrize("product", PRODUCTS)
def test_every_row_of_every_file_is_accounted_for(
    warehouse: duckdb.DuckDBPyConnection, product: str
) -> None:
    mapping = load_mapping(product)
    plans = in_order([plan(path, mapping) for path in sorted((FILES / product).iterdir())])

    for one in plans:
        came = take_in(warehouse, one)

        assert came.rows_read > 0
        assert came.rows_read == came.rows_loaded + came.rows_quarantined + came.rows_known
        assert came.rows_loaded > 0


@pytest.mark.parametrize("product", PRODUCTS)
def test_each_file_goes_by_the_mapping_of_its_product_alone(product: str) -> None:
    shipped = mappings_in(FOLDER)

    chosen = {path.name: mapping_for(path, (), shipped) for path in (FILES / product).iterdir()}

    assert {name: found.name if found else None for name, found in chosen.items()} == dict.fromkeys(
        chosen, product
    )


@pytest.mark.parametrize("name", NAMES)
def test_each_mapping_has_a_page_that_the_index_names(name: str) -> None:
    index = (DOCS / "README.md").read_text(encoding="utf-8")

    assert (DOCS / f"{name}.md").is_file()
    assert f"[`{name}`]({name}.md)" in index


@pytest.mark.parametrize("name", PRODUCTS)
def test_each_file_that_a_page_lists_is_taken_by_its_mapping(name: str) -> None:
    rows = (DOCS / f"{name}.md").read_text(encoding="utf-8").splitlines()
    first_cells = [row.split("|")[1] for row in rows if row.startswith("| `")]
    listed = [file for cell in first_cells for file in FILE_NAME.findall(cell)]
    mapping = load_mapping(name)

    assert listed
    assert [
        file for file in listed if mapping.source_for(Path(file.replace("*", ""))) is None
    ] == []
