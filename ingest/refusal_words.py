"""What the reason of a refused row says beside the rule: which record was most likely meant."""

from __future__ import annotations

import duckdb

from ingest.contract import ENTITIES, Entity
from ingest.store import single
from ingest.superseded import key_column

# Why a row waits where not a single one of the records that it must name is there.
NOTHING_YET = {
    entity.name: f"no {entity.name} are known yet; deliver {entity.name}.csv first"
    for entity in ENTITIES
}
DID_YOU_MEAN = "did you mean"
COLUMNS_NAMED = 3
LONGEST_VALUE = 40


def say_which_parent(
    connection: duckdb.DuckDBPyConnection, parent: str, brought: str, reason: str
) -> None:
    """Say in `refused`, for the rows refused for a reason, which parent each most likely means.

    That is the only one whose key, or whose title, is the same but for blanks and case. `brought`
    is a query for all parents (parent, title). Where there is none at all, the reason says that.
    """
    known: dict[str, object] = {"reason": reason}
    if not single(connection, f"select exists ({brought})"):
        connection.execute(
            "update refused set reason = $said where reason = $reason",
            {**known, "said": NOTHING_YET[parent]},
        )
        return
    connection.execute(
        f"""
        update refused set reason = replace(
            $reason, '; ', ' ({DID_YOU_MEAN} ' || meant.parent || '?); correct it, or '
        )
        from (
            select spelling, any_value(parent) as parent
            from (
                select {_plain("parent")} as spelling, parent from ({brought})
                union all
                select {_plain("title")}, parent from ({brought}) where title is not null
            )
            where spelling in (select {_plain("value")} from refused where reason = $reason)
            group by spelling having count(distinct parent) = 1
        ) as meant
        where refused.reason = $reason and {_plain("refused.value")} = meant.spelling
        """,
        known,
    )


def _plain(column: str) -> str:
    r"""Write a text without its case and blanks, which `\p{Z}` finds in any script."""
    return rf"regexp_replace(lower({column}), '[\s\p{{Z}}]+', '', 'g')"


def same_key_sql(entity: Entity) -> str:
    """Write the condition that the rows `incoming` and `other` have the same key."""
    return " and ".join(
        f"{key_column(entity, name, 'incoming')} is not distinct from "
        f"{key_column(entity, name, 'other')}"
        for name in entity.key
    )


def differences_sql(entity: Entity) -> str:
    """Write in which columns the rows `incoming` and `other` differ; null where in none.

    ` (value 'closed' here, 'restored' there)`; of many columns the first.
    """
    columns = [one for one in entity.columns if one.name not in entity.key and not one.internal]
    cases = ", ".join(_difference_sql(entity, one.name) for one in columns)
    more = f"' and ' || (len(differing) - {COLUMNS_NAMED}) || ' more'"
    return f"""
        list_transform(
            [list_filter([{cases}], lambda one: one is not null)],
            lambda differing: case when len(differing) > 0 then
                ' (' || array_to_string(differing[:{COLUMNS_NAMED}], '; ')
                || case when len(differing) > {COLUMNS_NAMED} then {more} else '' end || ')'
            end
        )[1]
    """


def _difference_sql(entity: Entity, name: str) -> str:
    here, there = (key_column(entity, name, row) for row in ("incoming", "other"))
    return (
        f"case when {here} is distinct from {there} "
        f"then '{name} ' || {_value_sql(here)} || ' here, ' || {_value_sql(there)} || ' there' end"
    )


def _value_sql(column: str) -> str:
    text = f"cast({column} as varchar)"
    cut = f"left({text}, {LONGEST_VALUE})"
    rest = f"case when length({text}) > {LONGEST_VALUE} then '…' else '' end"
    return f"coalesce('''' || {cut} || {rest} || '''', 'empty')"
