"""The workbook to be filled: what it holds is what the contract says."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import fastexcel
import polars as pl
import pytest

from ingest.calendars import is_region
from ingest.contract import AGREEMENTS, ENTITIES, SLA_OVERRIDES, Entity
from ingest.examples import GUIDE_SHEET, MARK, WORDS_SHEET
from ingest.shapes import as_canonical
from ingest.template import template_workbook
from ingest.template.columns import note
from ingest.template.examples import EXAMPLES
from ingest.zones import zone_names
from tests.ingest.workbooks import BY_HAND, MAIN, lists_of, part_of


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "desk.xlsx"
    path.write_bytes(template_workbook(ENTITIES))
    return path


def texts(path: Path, sheet: str) -> list[tuple[str | None, ...]]:
    """The cells of a sheet, as another reader of workbooks sees them."""
    loaded = fastexcel.read_excel(path).load_sheet(sheet, header_row=None, dtypes="string")
    return loaded.to_polars().rows()


def test_what_is_kept_by_hand_has_a_sheet_parents_first(tmp_path: Path) -> None:
    path = tmp_path / "desk.xlsx"
    path.write_bytes(template_workbook(BY_HAND))

    assert fastexcel.read_excel(path).sheet_names == [
        GUIDE_SHEET,
        *("customers", "agreements", "sla_overrides", "holidays", "top_ups"),
        *("planned_requests", "catalogue", "contacts", "exits", "exit_events"),
        WORDS_SHEET,
    ]


def test_the_same_contract_gives_the_same_bytes() -> None:
    assert template_workbook(BY_HAND) == template_workbook(BY_HAND)


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda one: one.name)
def test_the_head_of_a_sheet_is_the_contract(desk: Path, entity: Entity) -> None:
    assert texts(desk, entity.name)[0] == entity.deliverable_names


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda one: one.name)
def test_each_list_holds_the_words_of_the_contract(desk: Path, entity: Entity) -> None:
    columns = [entity.column(name) for name in entity.deliverable_names]
    lists = lists_of(desk, entity.name, columns)

    assert {name: words for name, words in lists.items() if words.startswith('"')} == {
        one.name: '"{}"'.format(",".join(("true", "false") if one.kind == "flag" else one.words))
        for one in columns
        if one.words or one.kind == "flag"
    }
    assert {one.name for one in columns if one.kind in {"zone", "region"}} == {
        name for name, words in lists.items() if words.startswith(f"'{WORDS_SHEET}'!")
    }


def test_lists_too_long_for_a_rule_stand_in_a_hidden_sheet(desk: Path) -> None:
    columns = [AGREEMENTS.column(name) for name in AGREEMENTS.deliverable_names]
    lists = lists_of(desk, "agreements", columns)
    zones, regions = zip(*texts(desk, WORDS_SHEET), strict=True)

    assert lists["time_zone"] == f"'Words'!$A$1:$A${len(zone_names())}"
    assert {zone for zone in zones if zone} == zone_names()
    assert lists["support_region"] == f"'Words'!$B$1:$B${len(regions)}"
    assert all(region and is_region(region) for region in regions)
    with zipfile.ZipFile(desk) as archive:
        assert b'name="Words" sheetId="16" state="hidden"' in archive.read("xl/workbook.xml")


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda one: one.name)
def test_heads_stay_in_sight_and_identifiers_stay_text(desk: Path, entity: Entity) -> None:
    sheet = part_of(desk, entity.name)
    (pane,) = sheet.iter(f"{MAIN}pane")
    with zipfile.ZipFile(desk) as archive:
        styles = archive.read("xl/styles.xml").decode()
    codes = dict(re.findall(r'numFmtId="(\d+)" formatCode="([^"]+)"', styles)) | {"49": "@"}
    numbers = re.findall(r'<xf numFmtId="(\d+)"', styles.partition("<cellXfs")[2])
    shown = [
        codes.get(numbers[int(column.attrib["style"])], "General")
        for column in sheet.iter(f"{MAIN}col")
        for _ in range(int(column.attrib["min"]), int(column.attrib["max"]) + 1)
    ]
    kinds = [entity.column(name).kind for name in entity.deliverable_names]

    assert pane.attrib == {
        "ySplit": "1",
        "topLeftCell": "A2",
        "activePane": "bottomLeft",
        "state": "frozen",
    }
    expected = {"date": "yyyy-mm-dd", "whole": "General", "number": "General"}
    assert shown == [expected.get(kind, "@") for kind in kinds]


def test_each_head_has_a_note_with_its_meaning_and_how_it_is_written(desk: Path) -> None:
    with zipfile.ZipFile(desk) as archive:
        said = [
            "".join(re.findall(r"<t[^>]*>([^<]*)</t>", one))
            for name in sorted(archive.namelist())
            if name.startswith("xl/comments")
            for one in re.findall(r"<comment .*?</comment>", archive.read(name).decode(), re.DOTALL)
        ]

    assert note(SLA_OVERRIDES.column("target_seconds"), SLA_OVERRIDES) == (
        "Needed.\nThe target, seconds of its calendar.\nA whole number, 0 to 999,999,999."
    )
    notes = {
        note(entity.column(name), entity)
        for entity in ENTITIES
        for name in entity.deliverable_names
    }
    assert {one.replace("&lt;", "<").replace("&amp;", "&") for one in said} >= notes


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda one: one.name)
def test_an_example_is_a_good_row_that_is_marked_as_one(desk: Path, entity: Entity) -> None:
    example = EXAMPLES[entity.name]
    row = pl.DataFrame({"row_number": [2], **example})
    found = as_canonical(row, entity)
    _, shown = texts(desk, entity.name)

    assert set(example) <= set(entity.deliverable_names)
    assert found.faults[entity.name].is_empty()
    assert shown[0] == f"{MARK} {example[entity.columns[0].name]}"


def test_the_first_sheet_explains_every_other(desk: Path) -> None:
    explained = {row[0]: row for row in texts(desk, GUIDE_SHEET)}

    assert explained["contacts"][1:4] == (
        "One row per person, role and span in which that person may act for a customer (CON-1, "
        "CON-2).",
        "customer_id, contact_id, role, valid_from",
        "customer_id, contact_id, role",
    )
    assert {entity.name for entity in ENTITIES} <= set(explained)
    assert any("service-review ingest" in (text or "") for text in explained)
