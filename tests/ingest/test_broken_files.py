"""Files of every form with something wrong in them: refused, or every row accounted for."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import duckdb
import pytest

from ingest.deliveries import take_in
from ingest.dialect import Dialect
from ingest.errors import RefusedError
from ingest.mapping import Mapping
from ingest.plan import plan
from ingest.readers import opened
from ingest.yaml_file import checked
from tests.ingest.good_files import FILES, FORMS, RULES, Form, table
from tests.ingest.mutations import mutated, packed_anew

TIMES = 40


@pytest.mark.parametrize("one", FORMS, ids=lambda one: one.name)
def test_a_broken_file_is_refused_or_each_of_its_rows_has_a_number(
    tmp_path: Path, one: Form
) -> None:
    path = tmp_path / one.name
    dialect = Dialect.model_validate(one.form)
    broken = [*mutated(one.content, seed=1, times=TIMES)]
    if one.is_packed:
        broken += packed_anew(one.content, seed=1, times=TIMES)
    for content in broken:
        path.write_bytes(content)
        try:
            with opened(path, dialect) as (source, _):
                blocks = list(source.blocks)
        except RefusedError:
            continue
        numbers = [number for block in blocks for number in block.rows["row_number"]]
        numbers += [line.row_number for block in blocks for line in block.broken]

        assert len(set(numbers)) == len(numbers)
        assert all(line.text.encode() for block in blocks for line in block.broken if line.text)


@pytest.mark.slow
def test_a_broken_workbook_of_an_old_kind_takes_nothing_with_it(tmp_path: Path) -> None:
    path = tmp_path / "list.xls"
    outcomes = set()
    for content in mutated((FILES / "list.xls").read_bytes(), seed=1, times=12):
        path.write_bytes(content)
        try:
            with opened(path, Dialect()) as (source, _):
                outcomes.add(len(list(source.blocks)))
        except RefusedError:
            outcomes.add(0)

    assert 0 in outcomes


def test_a_cell_that_stands_far_out_is_refused_before_memory_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    good = (FILES / "excel" / "Mixed_Juni.xlsx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(good)) as archive, zipfile.ZipFile(path, "w") as far:
        for name in archive.namelist():
            content = archive.read(name)
            far.writestr(name, content.replace(b'r="G8"', b'r="XFD1048576"'))

    reason = "over 16,384 columns down to row 1,048,576"
    with pytest.raises(RefusedError, match=reason), opened(path, Dialect()):
        pass


def test_rows_read_are_loaded_quarantined_or_known_however_broken_the_file(tmp_path: Path) -> None:
    declared = checked(RULES, Mapping, name="broken.yml")
    path = tmp_path / "t.csv"
    taken = 0
    for number, content in enumerate(mutated(table(), seed=2, times=TIMES)):
        path.write_bytes(content)
        with duckdb.connect(str(tmp_path / f"{number}.duckdb")) as connection:
            try:
                came = take_in(connection, plan(path, declared))
            except RefusedError:
                continue
            taken += 1
            quarantined = connection.execute("select count(*) from raw.quarantine").fetchall()

        assert came.rows_read == came.rows_loaded + came.rows_quarantined + came.rows_known
        assert min(came.rows_loaded, came.rows_quarantined, came.rows_known) >= 0
        assert quarantined == [(came.rows_quarantined,)]

    assert taken > TIMES // 2
