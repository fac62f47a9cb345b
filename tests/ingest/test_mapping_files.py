"""Where mappings lie, and which of them takes a file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import xlsxwriter

from ingest.errors import RefusedError
from ingest.mapping_file import FOLDER, load_mapping, mapping_for, mappings_in
from pipeline.intake import take_in_all
from pipeline.workspace import Workspace
from tests.ingest.conftest import CUSTOMERS

CUSTOMER_LIST = """
name: {name}
sources:
  - files: "{files}"
    records:
      customers: {{customer_id: No, name: Name}}
"""


def shelf(folder: Path, **files: str) -> Path:
    folder.mkdir()
    for name, pattern in files.items():
        text = CUSTOMER_LIST.format(name=name, files=pattern)
        (folder / f"{name}.yml").write_text(text, encoding="utf-8")
    return folder


def test_a_mapping_goes_by_its_name_in_the_first_folder_that_has_it(tmp_path: Path) -> None:
    own = shelf(tmp_path / "own", servicenow_audit_log="mine*", ours="ours*")

    assert load_mapping("servicenow_audit_log", (own, FOLDER)).sources[0].files == ("mine*",)
    assert load_mapping("servicenow_audit_log").sources[0].files == ("incident_event_log*",)
    assert load_mapping(str(own / "ours.yml"), (FOLDER,)).name == "ours"
    with pytest.raises(RefusedError, match="Mappings: ours, servicenow_audit_log"):
        load_mapping("theirs", (own, FOLDER))
    assert mappings_in(tmp_path / "nowhere") == ()


def test_a_file_goes_by_the_one_mapping_that_takes_its_name(tmp_path: Path) -> None:
    own = mappings_in(shelf(tmp_path / "own", a="list*.csv", b="*june*"))
    shipped = mappings_in(shelf(tmp_path / "shipped", c="list*", d="tickets*", e="tick*"))

    def chosen(name: str) -> str | None:
        found = mapping_for(Path(name), own, shipped)
        return found.name if found else None

    assert chosen("list_may.csv") == "a"
    assert chosen("list_may.xlsx") == "c"
    assert chosen("tickets.csv") is None
    assert chosen("other.csv") is None
    with pytest.raises(
        RefusedError,
        match=r"list_june\.csv: several mappings.*: a \(/.*own/a\.yml\), b \(/.*own/b\.yml\)\.",
    ):
        chosen("list_june.csv")
    with pytest.raises(RefusedError, match=r"several mappings.*: d .*, e .* --mapping d,"):
        chosen("tickets_may.csv")


def test_a_file_of_data_in_place_of_a_mapping_is_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "desk list.csv"
    path.write_text("No,Name\n", encoding="utf-8")

    with pytest.raises(RefusedError) as refused:
        load_mapping(str(path))
    assert str(refused.value) == (
        f"{path}: --mapping names a mapping, a YAML file, and this is a file of data. Name the "
        f"mapping there, and the file before it: service-review ingest '{path}' --mapping NAME. "
        f"Mappings: {', '.join(sorted(one.stem for one in FOLDER.glob('*.yml')))}."
    )


def test_a_name_that_is_nearly_a_mappings_asks_whether_that_was_meant() -> None:
    with pytest.raises(RefusedError, match=r"Did you mean salesforce\? Mappings: flat, "):
        load_mapping("SalesForce.yml")


def test_a_mapping_that_is_not_written_in_utf_8_is_named_with_the_line(tmp_path: Path) -> None:
    path = tmp_path / "ours.yml"
    path.write_bytes("name: ours\ndescription: für uns\n".encode("cp1252"))

    with pytest.raises(RefusedError) as refused:
        load_mapping(str(path))
    assert str(refused.value) == (
        "ours.yml: line 2: holds a character that is not written in UTF-8. Save the file as UTF-8."
    )


def test_a_workbook_under_the_name_of_a_mapping_is_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "ours.yml"
    with xlsxwriter.Workbook(str(path)) as written:
        written.add_worksheet().write("A1", "Prüfung")

    with pytest.raises(RefusedError) as refused:
        load_mapping(str(path))
    assert str(refused.value) == (
        "ours.yml: is a workbook of Excel (.xlsx), not a mapping, which is a text of YAML. Name "
        "the mapping behind --mapping, and a file of data before it."
    )


def test_a_mapping_whose_file_has_another_name_is_found_by_that(tmp_path: Path) -> None:
    own = shelf(tmp_path / "own", desk="desk*")
    path = (own / "desk.yml").rename(own / "a.yml")

    with pytest.raises(RefusedError) as refused:
        load_mapping("desk", (own, FOLDER))
    assert str(refused.value) == (
        f"desk: no mapping's file has this name; the mapping named desk is {path}. Write "
        "--mapping a, or name the file desk.yml."
    )


def test_a_source_may_take_files_of_several_names(tmp_path: Path) -> None:
    path = shelf(tmp_path / "own", a="one*") / "a.yml"
    path.write_text(path.read_text().replace('"one*"', '["one*", "two.csv"]'), encoding="utf-8")
    (mapping,) = mappings_in(path.parent)

    names = ("one_june.csv", "two.csv", "two_june.csv")
    assert [mapping.source_for(Path(name)) is not None for name in names] == [True, True, False]


def test_a_canonical_name_is_taken_by_a_mapping_of_the_installation_alone(tmp_path: Path) -> None:
    own = mappings_in(shelf(tmp_path / "own", a="customers.csv"))

    assert mapping_for(Path("customers.csv"), own, ()) == own[0]
    assert mapping_for(Path("customers.csv"), (), own) is None


def test_files_in_the_inbox_find_the_mapping_of_their_workspace(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.create()
    shelf(workspace.mappings, ours="kunden*")
    (workspace.inbox / "kunden_juni.csv").write_text("No,Name\nC7,Gil\n")
    (workspace.inbox / "customers.csv").write_text(CUSTOMERS)
    (workspace.inbox / "readme.txt").write_text("what lies here")
    taken = take_in_all(workspace, [])

    assert sorted((one.file_name, one.rows_loaded) for one in taken.deliveries) == [
        ("customers.csv", 2),
        ("kunden_juni.csv", 1),
    ]
    assert taken.refused == ()
    assert [path.name for path in taken.passed_over] == ["readme.txt"]


def test_a_faulty_mapping_of_the_workspace_is_named_with_its_line(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.create()
    shelf(workspace.mappings, ours="kunden*")
    path = workspace.mappings / "ours.yml"
    path.write_text(path.read_text().replace("files:", "file:"), encoding="utf-8")
    (workspace.inbox / "customers.csv").write_text(CUSTOMERS)

    with pytest.raises(RefusedError) as refused:
        take_in_all(workspace, [])
    assert re.match(r"ours\.yml: .*line 4, sources\.file: .*mean files", str(refused.value))
    assert str(refused.value).endswith(
        f" Correct it, or take it out of {workspace.mappings}: until then no file is taken in "
        "without --mapping."
    )


def test_parts_mean_something_where_they_are_named(tmp_path: Path) -> None:
    text = CUSTOMER_LIST.format(name="desk", files="desk*")
    text = text.replace("sources:", "parts:\n  here: {zone: &zone Europe/Berlin}\nsources:")
    text = text.replace("    records:", "    time_zone: *zone\n    records:")
    (tmp_path / "desk.yml").write_text(text, encoding="utf-8")

    assert load_mapping(str(tmp_path / "desk.yml")).sources[0].time_zone == "Europe/Berlin"
