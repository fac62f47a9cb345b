"""What the reason of an orphan says beside the rule: which record was most likely meant."""

from __future__ import annotations

import duckdb

from ingest.contract import ENTITIES
from ingest.store import single

# Why a row waits where not a single one of the records that it must name is there.
NOTHING_YET = {
    entity.name: f"no {entity.name} are known yet; deliver {entity.name}.csv first"
    for entity in ENTITIES
}
DID_YOU_MEAN = "did you mean"


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
