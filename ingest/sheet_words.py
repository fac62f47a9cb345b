"""What is said of the sheets of a workbook that were read, and of those that were not."""

from __future__ import annotations

from ingest.named import first_of
from ingest.plan import Plan
from ingest.readers import Source, with_rows
from ingest.yaml_text import scalar


def sheets_read(one: Plan, source: Source) -> list[str]:
    """Say which sheets were read, where they are hidden or others hold rows, and the way out."""
    said = []
    if hidden := [part.name for part in source.parts if part.is_hidden]:
        said.append(
            f"{_sheets(hidden)} read, though hidden in the workbook: if that is not meant, "
            "withdraw the delivery, and delete what is hidden."
        )
    if source.unread:
        said.append(
            f"{_sheets([part.name for part in source.parts])} read; sheets not read that hold "
            f"rows: {with_rows(source.unread)}. {_way_to_others(one, source)}"
        )
    return said


def _sheets(names: list[str]) -> str:
    sheets, were = ("sheet", "was") if len(names) == 1 else ("sheets", "were")
    return f"its {sheets} {first_of(names)} {were}"


def _way_to_others(one: Plan, source: Source) -> str:
    """Say how a sheet is read that was not."""
    other = scalar(source.unread[0].name)
    declared = one.dialect
    if one.source is not None and declared.sheets is not None:
        return "If they are meant, add them to format.sheets in the mapping."
    if one.source is not None:
        so = "correct format.sheet in the mapping" if declared.sheet else "let the mapping say so"
        return f"If another is meant, {so}: format: {{sheet: {other}}}."
    if source.parts and source.parts[0].name == one.entity:
        return "A sheet is taken in where it is named after an entity, or a mapping names it."
    return (
        f"If another is meant, name that sheet {one.entity}, or let a mapping say so, format: "
        f"{{sheet: {other}}}."
    )
