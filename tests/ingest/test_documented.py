"""What docs/mappings.md says can be written."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from ingest.dialect import Dialect
from ingest.mapping import ColumnRule, Mapping, SourceRule
from ingest.mapping.logs import LogRule
from ingest.time_formats import NAMED
from ingest.time_words import DIRECTIVES
from ingest.yaml_file import checked

DOCUMENT = (Path(__file__).parents[2] / "docs" / "mappings.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", DOCUMENT, re.DOTALL)
RECORDS = {"customers": {"customer_id": "No", "name": "Name"}}


def parsed(text: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  # only text
    return content


def test_a_whole_mapping_of_the_document_can_be_loaded() -> None:
    (whole,) = [example for example in EXAMPLES if example.startswith("name:")]

    assert checked(whole, Mapping, name="mappings.md").name == "desk"


@pytest.mark.parametrize("example", [one for one in EXAMPLES if not one.startswith("name:")])
def test_a_part_of_a_mapping_of_the_document_is_good(example: str) -> None:
    if example.startswith("exported:"):
        parts: list[dict[str, Any]] = [parsed(line) for line in example.splitlines()]
    else:
        parts = [parsed(example)]
    for part in parts:
        if "format" in part:
            Dialect.model_validate(part["format"])
        elif "track" in part:
            LogRule.model_validate({"record": "a", "at": "b", **part})
        elif "priority" in part or "status" in part:
            ColumnRule.model_validate(next(iter(part.values())))
        elif "records" in part:
            tickets = part.pop("records")["tickets"]
            assert ColumnRule.model_validate({"column": tickets["opened_at"]})
            assert ColumnRule.model_validate(tickets["updated_at"])
            SourceRule.model_validate({"files": "*", "records": RECORDS, **part})
        else:
            SourceRule.model_validate({"files": "*", "records": RECORDS, **part})


@pytest.mark.parametrize(
    "form",
    [SourceRule, Dialect, ColumnRule, LogRule],
    ids=lambda form: form.__name__,
)
def test_every_key_is_documented(form: type[SourceRule]) -> None:
    undocumented = [
        name
        for name in form.model_fields
        if not re.search(rf"`[^`\n]*\b{name}\b[^`\n]*`", DOCUMENT)
    ]

    assert undocumented == []


def test_every_form_of_time_is_documented() -> None:
    assert [name for name in NAMED if f"`{name}`" not in DOCUMENT] == []
    assert [one for one in DIRECTIVES if one != "%" and f"`%{one}`" not in DOCUMENT] == []
