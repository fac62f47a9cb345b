from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
import yaml

from ingest.contract import BY_NAME, ENTITIES, Entity
from ingest.derive import ROOT, derived_files, formats_document, staging_properties, staging_sql
from ingest.store import create_raw

NAMES = [entity.name for entity in ENTITIES]


@pytest.mark.parametrize("path", sorted(derived_files()), ids=str)
def test_a_derived_file_is_what_the_contract_makes_it(path: Path) -> None:
    content = (ROOT / path).read_text(encoding="utf-8")

    assert content == derived_files()[path], "run `python -m ingest.derive`"


@pytest.mark.parametrize("name", NAMES)
def test_a_staging_model_has_the_contract_s_columns_and_their_types(name: str) -> None:
    entity = BY_NAME[name]
    with duckdb.connect() as connection:
        create_raw(connection)
        described = connection.sql(f"describe {runnable(entity)}").fetchall()

    provenance = [("delivery_id", "BIGINT"), ("row_number", "BIGINT")]
    contract = [(column.name, column.sql_type.upper()) for column in entity.staged]
    assert [row[:2] for row in described] == contract + provenance


def runnable(entity: Entity) -> str:
    sql = staging_sql(entity)
    for table in (entity.name, "superseded"):
        sql = sql.replace(f'{{{{ source("raw", "{table}") }}}}', f"raw.{table}")
    return sql


def test_every_default_of_the_contract_is_filled_in() -> None:
    with duckdb.connect() as connection:
        create_raw(connection)
        connection.execute(
            "insert into raw.agreements (agreement_id, delivery_id, row_number) values ('A', 1, 2)"
        )
        filled = connection.sql(
            f"select opens_at, closes_at, working_days, contact_limit, retrieval_days, go_live_on "
            f"from ({runnable(BY_NAME['agreements'])})"
        ).fetchall()

    assert filled == [("08:00", "17:00", "Mon Tue Wed Thu Fri", 3, 30, None)]


def test_every_column_of_every_source_and_model_is_described() -> None:
    properties = yaml.safe_load(staging_properties())

    tables = properties["sources"][0]["tables"] + properties["models"]
    assert [table["name"] for table in tables] == NAMES + [f"stg_{name}" for name in NAMES]
    assert all(table["description"] for table in tables)
    assert all(column["description"] for table in tables for column in table["columns"])


def test_the_document_names_every_word_and_default_that_a_column_knows() -> None:
    document = formats_document()

    assert "## ticket_events" in document
    assert "For `exclusion`: `third_party_product`, `not_our_cloud`" in document
    assert "| **ticket_id** | identifier (text, taken as it is) | The ticket. |" in document
    assert "Words: `Mon`, `Tue`, `Wed`, `Thu`, `Fri`, `Sat`, `Sun`." in document
    assert "Default: `Mon Tue Wed Thu Fri`." in document
    assert "Default: `false`." in document
