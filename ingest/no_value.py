"""Rows of a mapped file in which a required column comes out empty, in the file's own words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from ingest.check import EMPTY
from ingest.contract import WITHDRAWN, Entity
from ingest.form import plain_name
from ingest.mapping import ColumnRule, EntityRule
from ingest.rules import source_name, source_text


def without_required(
    records: pl.DataFrame, rows: pl.DataFrame, written: pl.DataFrame, of: tuple[Entity, EntityRule]
) -> Iterator[pl.DataFrame]:
    """Find the records that lack a required value, with the cell that should have it, and why.

    `records` holds the text that the rule `of` an entity makes of `rows`; `written` the file's
    cells before those that count as empty were emptied.
    """
    entity, rule = of
    # A row that takes its key back needs no more than it: which does is told by its word.
    if WITHDRAWN.name in rule.columns:
        return
    for name in _required(entity, rule):
        one, cells = rule.columns[name], records[name]
        if one.constant is None and cells.null_count():
            empty = records.filter(cells.is_null())["row_number"]
            here = rows.filter(pl.col("row_number").is_in(empty.implode()))
            before = written.filter(pl.col("row_number").is_in(empty.implode()))
            yield _refused(here, before, one, f"{entity.name}.{name}", is_key=name in entity.key)


def _required(entity: Entity, rule: EntityRule) -> list[str]:
    """Name the columns of a rule that need a value; of an event its value, where its field does."""
    field = rule.columns.get("field")
    words = entity.value_words.get(field.constant or "" if field else "", (None,))
    needed = [*entity.required, *(() if None in words else ("value",))]
    return [name for name in needed if name in rule.columns]


def _refused(
    rows: pl.DataFrame, written: pl.DataFrame, rule: ColumnRule, required: str, *, is_key: bool
) -> pl.DataFrame:
    names = [name for name in map(plain_name, _origins(rule)) if name in written.columns]
    cells = (pl.col(name).cast(pl.String).str.strip_chars() for name in names)
    cell = pl.coalesce(pl.lit(None, dtype=pl.String), *(pl.when(it != "").then(it) for it in cells))
    needed = _needed(required, is_key=is_key)
    found = rows.select("row_number", is_word=source_text(rule).is_not_null())
    return (
        written.select("row_number", value=cell)
        .join(found, on="row_number", maintain_order="left")
        .select(
            "row_number",
            column_name=pl.lit(source_name(rule)),
            value="value",
            reason=pl.when("is_word")
            .then(pl.lit(f"means no value by the mapping's words, {needed}"))
            .when(pl.col("value").is_not_null())
            .then(pl.lit(f"counts as no value (missing), {needed}"))
            .otherwise(pl.lit(f"empty, {needed}")),
        )
    )


def _origins(rule: ColumnRule) -> tuple[str, ...]:
    """The columns that a value comes from, without what is added to it."""
    return rule.model_copy(update={"plus": None}).source_columns


def _needed(required: str, *, is_key: bool) -> str:
    way_out = "leave such rows out (leave_out)" if is_key else "say by default what stands for it"
    return f"but {required} is required; write it there, or {way_out}"


def as_the_log_names_it(
    refused: pl.DataFrame, entity: Entity, rules: Sequence[EntityRule]
) -> pl.DataFrame:
    """Say of records of a log that lack a required value which of its columns has none."""
    for name in entity.required:
        named = [one for rule in rules if (one := rule.columns.get(name)) and not one.constant]
        origins = {source_name(one) for one in named}
        # Where several columns may bring it, which of them made the record is not known here.
        if len(origins) == 1 and not refused.is_empty():
            is_empty = pl.col("column_name").eq(name) & pl.col("reason").str.starts_with(EMPTY)
            needed = _needed(f"{entity.name}.{name}", is_key=name in entity.key)
            said = f"empty in all rows of this record, {needed}"
            refused = refused.with_columns(
                reason=pl.when(is_empty)
                .then(pl.col("reason").str.replace(EMPTY, said, literal=True))
                .otherwise("reason"),
                column_name=pl.when(is_empty).then(pl.lit(origins.pop())).otherwise("column_name"),
            )
    return refused
