"""What follows from the contract: staging models, their description, the formats' documentation.

`python -m ingest.derive` writes them; a test holds them and the contract together. A development
tool: it lays SQL out with sqlfmt, which an installation does not have.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from ingest.contract import ENTITIES, Column, Entity
from ingest.contract_words import KIND_WORDS, explained
from ingest.store import PROVENANCE

ROOT = Path(__file__).resolve().parent.parent
SQL_COLUMNS = 80
QUOTE = "'"
ORIGIN = "Made from ingest/contract.py by `python -m ingest.derive`; change it there."

PROVENANCE_WORDS: Mapping[str, str] = {
    "extra": "What the file held in columns that the contract does not know, as JSON.",
    "delivery_id": "The delivery that the row came with.",
    "row_number": "The line of the row in its file.",
    "row_hash": "The hash by which a row that comes again is known.",
}
# Staging keeps these two: the way back from a figure to a line of a file.
KEPT_PROVENANCE = ("delivery_id", "row_number")

FORMATS = f"""<!-- {ORIGIN} -->

# The formats that go in

One entity a file, named after it: `tickets.csv`, `tickets.csv.gz`, `tickets.tsv`,
`tickets.json` (an array), `tickets.jsonl`, `tickets.parquet`, `tickets.xlsx`. A header names the
columns; their order is free. A workbook of another name brings each sheet that is named after an
entity. Native exports reach the same entities through a [mapping](mappings.md).

- Text is UTF-8, with or without a byte order mark, unless a mapping names another encoding.
- Instants are ISO 8601. With an offset they are that instant; without one they are in the zone of
  the mapping, UTC unless it says otherwise. Fractions of a second are cut off. 24:00 is the end of
  its day; a day without a time is no instant.
- A whole number has no mark between its digits: `1.000`, which can mean one or a thousand, is put
  into quarantine. So is a row whose required identifier is what Excel shows in place of one
  (`1.24E+05`, `#REF!`).
- An identifier is a text of one line: one with a line break or another control character in it, an
  object and an array are put into quarantine. So is a number with a fraction where Parquet or a
  workbook holds a number, and no text.
- An empty cell is no value; where a column has a default, it means the default.
- A row without a value in a **required** column is put into quarantine. So is one whose value does
  not parse or lies outside the words listed, one that ends before it begins (`valid_to` before
  `valid_from`), and one that names a parent that no delivery brought.
- A file without a required column is refused whole. A column that is not listed here is kept with
  the raw row and reported once.
- A row that comes again with the same key replaces the one before where its `updated_at` is later;
  without an `updated_at`, where its delivery is.
- Two different rows of one key in one file, neither later by `updated_at`, contradict each other:
  both go into quarantine, each with the other's line.
- Each entity has the column `withdrawn`: a row with `true` takes its key back, as if it had never
  come, and needs its key alone. What names it as its parent is out of force with it. A later row
  brings it in again.
- What a mapping makes of a row belongs to that row: the record's next row (by `updated_at`, else by
  the export's date, else by delivery) replaces all of it.
- The same file read by another version of its mapping takes the place of its earlier reading.
- Rows read = rows loaded + rows quarantined + rows already known, for every delivery.
- Each sheet of such a workbook is a delivery of its own, and its rows have the numbers that the
  sheet shows. A sheet without rows is none; a column without any value counts as not delivered.
  Sheets of other names are passed over, and said where they hold rows.
- A row of a workbook is an example where its value in the entity's first column listed here begins
  with the word `EXAMPLE`: it is left out, and counted. `service-review template` writes a workbook
  with such a row in each sheet.
"""


def staging_sql(entity: Entity) -> str:
    """Write the staging model of an entity: the rows in force, defaults filled in.

    Which rows are out of force was settled when they came in (`ingest/superseded.py`).
    """
    kept = [f"delivered.{name}" for name in KEPT_PROVENANCE]
    filled = [*map(_filled, entity.staged), *kept]
    return _laid_out(
        f"""
        -- {ORIGIN}
        with
            delivered as (select * from {{{{ source("raw", "{entity.name}") }}}}),

            superseded as (
                select * from {{{{ source("raw", "superseded") }}}} where entity = '{entity.name}'
            ),

            in_force as (
                select {", ".join(filled)}
                from delivered
                left join superseded
                    on delivered.delivery_id = superseded.delivery_id
                    and delivered.row_number = superseded.row_number
                    and delivered.row_hash = superseded.row_hash
                where superseded.row_number is null
            )

        select * from in_force
        """
    )


def staging_properties() -> str:
    """Write the sources of raw and the staging models with a description of every column."""
    properties = {
        "version": 2,
        "sources": [
            {
                "name": "raw",
                "description": "What was delivered, row by row; it only grows.",
                "tables": [_source(entity) for entity in ENTITIES],
            }
        ],
        "models": [_model(entity) for entity in ENTITIES],
    }
    return f"# {ORIGIN}\n" + _as_yaml(properties)


def formats_document() -> str:
    """Write the documentation of the formats: every entity, every column."""
    return "\n".join([FORMATS, *map(_section, ENTITIES)])


def derived_files() -> dict[Path, str]:
    """Map each derived file, relative to the project, to its content."""
    models = {Path(f"models/staging/stg_{e.name}.sql"): staging_sql(e) for e in ENTITIES}
    return {
        **models,
        Path("models/staging/_staging.yml"): staging_properties(),
        Path("docs/data-contract.md"): formats_document(),
    }


def _filled(column: Column) -> str:
    delivered = f"delivered.{column.name}"
    if column.default is None:
        return delivered
    return f"coalesce({delivered}, {_literal(column.default)}) as {column.name}"


def _literal(default: str | int | bool) -> str:
    """Write a default as SQL does."""
    if isinstance(default, str):
        return f"{QUOTE}{default}{QUOTE}"
    return str(default).lower()


def _laid_out(sql: str) -> str:
    from sqlfmt.api import Mode, format_string  # noqa: PLC0415 - development only

    return str(format_string(sql, mode=Mode(line_length=SQL_COLUMNS)))


def _source(entity: Entity) -> dict[str, Any]:
    delivered = [_described(column.name, column.description) for column in entity.columns]
    provenance = [_described(name, PROVENANCE_WORDS[name]) for name, _ in PROVENANCE]
    return {
        "name": entity.name,
        "description": f"Every version delivered. {entity.description}",
        "columns": delivered + provenance,
    }


def _model(entity: Entity) -> dict[str, Any]:
    columns = [_described(column.name, explained(column, entity)) for column in entity.staged]
    provenance = [_described(name, PROVENANCE_WORDS[name]) for name in KEPT_PROVENANCE]
    return {
        "name": f"stg_{entity.name}",
        "description": f"{entity.description} The version in force, defaults filled in.",
        "data_tests": [{"holds": {"arguments": _held(entity)}}],
        "columns": columns + provenance,
    }


def _held(entity: Entity) -> dict[str, Any]:
    """Give what must hold of an entity's rows in force, as macros/tests.sql takes it."""
    required = [column.name for column in entity.columns if column.required]
    return {
        "keys": [list(entity.key)],
        "never_null": [name for name in entity.key if name in required],
    }


def _described(name: str, description: str) -> dict[str, Any]:
    return {"name": name, "description": description}


def _section(entity: Entity) -> str:
    key = ", ".join(f"`{name}`" for name in entity.key)
    lines = [
        f"## {entity.name}",
        "",
        f"{entity.description} Key: {key}.",
        "",
        "| column | what | meaning |",
        "| --- | --- | --- |",
        *(_table_row(column, entity) for column in entity.columns if not column.internal),
        "",
    ]
    return "\n".join(lines)


def _table_row(column: Column, entity: Entity) -> str:
    name = f"**{column.name}**" if column.required else column.name
    return f"| {name} | {KIND_WORDS[column.kind]} | {explained(column, entity)} |"


def _as_yaml(properties: dict[str, Any]) -> str:
    return yaml.safe_dump(properties, sort_keys=False, allow_unicode=True, width=100)


def main() -> None:
    """Write every derived file."""
    for path, content in derived_files().items():
        (ROOT / path).write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main()
