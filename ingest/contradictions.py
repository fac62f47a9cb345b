"""Rows of one file that say different things of one record: all are refused, each names another."""

from __future__ import annotations

from collections.abc import Collection

import duckdb
import polars as pl

from ingest import refusals
from ingest.contract import UPDATED_AT, Entity
from ingest.plan import Plan, opened_as_planned
from ingest.readers import ROW
from ingest.row_places import row_place_sql
from ingest.shapes import without_empty_cells

COLUMNS_NAMED = 3
LONGEST_VALUE = 40


def refuse_contradictions(connection: duckdb.DuckDBPyConnection, one: Plan, entity: Entity) -> None:
    """Refuse the rows of one key that say different things, none of them later by `updated_at`."""
    _refuse(
        connection,
        one,
        entity,
        "select row_number, key_hash as record, version_at, content from contested",
    )


def refuse_contradicting_lines(
    connection: duckdb.DuckDBPyConnection, one: Plan, about: Entity
) -> None:
    """Refuse the lines of a mapped file about one record that make different things of it."""
    _refuse(
        connection,
        one,
        about,
        "select row_number, record_id as record, version_at, line_hash as content "
        "from incoming_lines",
    )


def _refuse(connection: duckdb.DuckDBPyConnection, one: Plan, entity: Entity, lines: str) -> None:
    pairs = _pairs(connection, entity, lines)
    if pairs.is_empty():
        return
    cells = _cells_of(one, pairs[ROW])
    names = list(dict.fromkeys(one.called(entity, name) for name in entity.key))
    key = " and ".join(names) if len(names) < 3 else f"key ({', '.join(names)})"
    newer = (
        f"neither has a later {one.called(entity, UPDATED_AT.name)}"
        if one.says(entity, UPDATED_AT.name)
        else "nothing says which is newer"
    )
    faults = pairs.select(
        ROW,
        column_name=pl.lit(names[0]),
        value="value",
        reason=pl.concat_str(
            pl.lit("contradicts row "),
            "other_place",
            pl.lit(f": the same {key}, other values"),
            _differences(pairs, cells, but=names),
            pl.lit(f", and {newer}; correct the source so that one of the two is left"),
        ),
    )
    refusals.refuse(connection, entity.name, refusals.by_row(faults, cells))


def _pairs(connection: duckdb.DuckDBPyConnection, entity: Entity, lines: str) -> pl.DataFrame:
    """Pair each row with the first that says something else; `value` is that of the key."""
    found: pl.DataFrame = connection.sql(
        f"""
        with
            lines as ({lines}),
            contents as (
                select record, version_at, content, min(row_number) as first
                from lines group by record, version_at, content
            ),
            records as (
                select record, version_at, arg_min(content, first) as first_content,
                    list_sort(list(first)) as rows_in_order
                from contents group by record, version_at having count(*) > 1
            ),
            pairs as (
                select lines.row_number, rows_in_order[
                    case lines.content when first_content then 2 else 1 end
                ] as other_row
                from lines
                inner join records
                    on lines.record = records.record
                    and lines.version_at is not distinct from records.version_at
            ),
            keys as (
                select row_number, cast(any_value("{entity.key[0]}") as varchar) as value
                from incoming_{entity.name}
                where row_number in (select row_number from pairs) group by row_number
            )
        select pairs.row_number, other_row, {row_place_sql("other_row")} as other_place, value
        from pairs left join keys using (row_number)
        order by pairs.row_number
        """
    ).pl()
    return found


def _cells_of(one: Plan, rows: pl.Series) -> pl.DataFrame:
    """Read some rows of the file once more, as they stand in it; empty cells are null."""
    wanted = pl.col(ROW).is_in(rows.implode())
    with opened_as_planned(one) as (source, _):
        blocks = [
            without_empty_cells(block.rows.filter(wanted), one.source) for block in source.blocks
        ]
    return pl.concat(blocks, how="diagonal_relaxed").with_columns(pl.exclude(ROW).cast(pl.String))


def _differences(pairs: pl.DataFrame, cells: pl.DataFrame, *, but: Collection[str]) -> pl.Series:
    """Say in which columns the rows of each pair differ; of many the first, nothing where in none.

    ` (value 'closed' here, 'restored' there)`.
    """
    here, there = (
        pairs.select(pl.col(row).alias(ROW)).join(cells, on=ROW, how="left", maintain_order="left")
        for row in (ROW, "other_row")
    )
    both = pl.concat([here, there.rename(lambda name: f"{name} there")], how="horizontal")
    differing = pl.concat_list(
        pl.lit(None, pl.String),
        *(
            pl.when(pl.col(name).ne_missing(pl.col(f"{name} there"))).then(
                pl.format(
                    "{} {} here, {} there", pl.lit(name), _shown(name), _shown(f"{name} there")
                )
            )
            for name in cells.columns
            if name not in {ROW, *but}
        ),
    ).list.drop_nulls()
    more = differing.list.len().cast(pl.Int64) - COLUMNS_NAMED
    said = both.select(
        pl.when(differing.list.len() > 0)
        .then(
            pl.concat_str(
                pl.lit(" ("),
                differing.list.head(COLUMNS_NAMED).list.join("; "),
                pl.when(more > 0).then(pl.format(" and {} more", more)).otherwise(pl.lit("")),
                pl.lit(")"),
            )
        )
        .otherwise(pl.lit(""))
        .alias("said")
    )
    return said["said"]


def _shown(column: str) -> pl.Expr:
    """Write a cell as messages do, cut where it is long."""
    cell = pl.col(column)
    is_cut = cell.str.len_chars() > LONGEST_VALUE
    cut = pl.when(is_cut).then(cell.str.head(LONGEST_VALUE) + "…").otherwise(cell)
    return pl.when(cell.is_not_null()).then(pl.format("'{}'", cut)).otherwise(pl.lit("empty"))
