"""The rules stand in several places, which must not differ: rules, definitions, models, seed."""

from __future__ import annotations

import csv
import inspect
import re

import pytest

from app import PAGES
from tests.conftest import shared
from tests.models.loader import ROOT

DEFINITIONS = ROOT / "docs" / "definitions.md"
MARTS = ROOT / "models" / "marts"


def rules_of_the_models() -> list[str]:
    found = (ROOT / "models" / "intermediate" / "findings").glob("int_findings_*.sql")
    names = (path.stem.removeprefix("int_findings_") for path in found)
    return sorted(name.upper().replace("_", "-") for name in names)


def test_each_rule_with_a_model_has_its_severity() -> None:
    with (ROOT / "seeds" / "rule_severities.csv").open(encoding="utf-8") as stream:
        seeded = [row["rule_id"] for row in csv.DictReader(stream)]

    assert sorted(seeded) == rules_of_the_models()


def test_each_rule_with_a_model_is_gathered_into_the_mart() -> None:
    macros = (ROOT / "macros" / "findings.sql").read_text(encoding="utf-8")
    listed = re.findall(r'"(\w+)"', macros[: macros.index("endmacro")])

    assert sorted(name.upper().replace("_", "-") for name in listed) == rules_of_the_models()


def test_each_rule_with_a_model_is_defined() -> None:
    text = DEFINITIONS.read_text(encoding="utf-8")
    defined = re.findall(r"^### Finding ([A-Z]+-\w+): ", text, flags=re.MULTILINE)

    assert sorted(defined) == rules_of_the_models()


def test_each_model_says_its_rule_id_and_no_other() -> None:
    for path in (ROOT / "models" / "intermediate" / "findings").glob("int_findings_*.sql"):
        said = re.findall(r"'([A-Z]+-\w+)' as rule_id", path.read_text(encoding="utf-8"))

        assert said == [path.stem.removeprefix("int_findings_").upper().replace("_", "-")]


# Rules that the product does not follow yet; the list only gets shorter.
STILL_TO_COME = {
    "AGR-3",
    "CAL-7",
    "CHG-10",
    "CLK-14",
    "EXI-10",
    "QUO-8",
    "QUO-9",
}


def test_every_rule_is_defined_and_no_other() -> None:
    rules = shared("spec/rules.md").read_text(encoding="utf-8")
    targets = set(re.findall(r"`(TGT-\d)`", rules))
    listed = set(re.findall(r"^\| ([A-Z]{3}-\d+)", rules, flags=re.MULTILINE)) | targets
    text = DEFINITIONS.read_text(encoding="utf-8")
    defined = set(re.findall(r"^### (?:Finding )?([A-Z]{3}-\d+): ", text, flags=re.MULTILINE))

    assert len(listed) > 60
    assert listed - defined == STILL_TO_COME
    assert sorted(defined - listed) == []


def test_every_rule_that_is_cited_is_defined() -> None:
    text = DEFINITIONS.read_text(encoding="utf-8")
    defined = set(re.findall(r"^### (?:Finding )?([A-Z]{3}-\w+): ", text, flags=re.MULTILINE))
    rooms = ("models", "macros", "seeds", "reports", "pipeline", "forecast", "ingest")
    cited = {
        f"{path.relative_to(ROOT)}: {rule}"
        for room in rooms
        for ending in ("sql", "yml", "py", "csv")
        for path in (ROOT / room).rglob(f"*.{ending}")
        for rule in re.findall(
            r"\b(?:AGR|AVA|CAL|CHG|CLK|CON|DRC|EXI|INC|MTG|ONB|PRB|PRI|QUO|TGT)-\w+",
            path.read_text(encoding="utf-8"),
        )
        if rule not in defined
    }

    assert sorted(cited) == []


def test_each_definition_gives_an_example_and_the_clocks_say_where_to_see_it() -> None:
    clocks, findings = DEFINITIONS.read_text(encoding="utf-8").split("## Findings")
    entries = [*clocks.split("### ")[1:], *findings.split("### ")[1:]]

    unseen = [entry.splitlines()[0] for entry in clocks.split("### ")[1:] if "*See*" not in entry]
    assert unseen == []
    assert len(entries) > 25


def test_a_definition_names_pages_of_the_menu_and_tables_that_are_built() -> None:
    text = DEFINITIONS.read_text(encoding="utf-8")
    seen = re.findall(r"\*See\*(.+?)(?:\n\n|\Z)", text, flags=re.DOTALL)
    pages = {
        name for one in seen for name in re.findall(r"the page ([A-Z]\w+(?: review| status)?)", one)
    }
    marts = {path.stem for ending in ("sql", "py") for path in MARTS.glob(f"*.{ending}")}
    tables = {name for one in seen for name in re.findall(r"`(\w+)\.\w+`", one)}

    assert pages <= {entry.title for entries in PAGES.values() for entry in entries}
    assert tables <= marts
    assert len(pages) > 6


@pytest.mark.parametrize(
    ("rule", "page"),
    [
        *(("CON-1", "Contacts"), ("CON-2", "Contacts"), ("CHG-2", "Contacts")),
        *(("ONB-1", "Contacts"), ("DRC-1", "Availability"), ("PRB-1", "Availability")),
    ],
)
def test_a_rule_is_seen_on_the_page_that_its_definition_names(rule: str, page: str) -> None:
    text = DEFINITIONS.read_text(encoding="utf-8")
    entry = text.split(f"### Finding {rule}: ")[1].split("\n### ")[0]
    (module,) = (one.page for entries in PAGES.values() for one in entries if one.title == page)

    assert f"the page {page}" in re.sub(r"\s+", " ", entry)
    assert rule in inspect.getsource(module)
