"""Which records a failed check of a build is about: a few of them, by their keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import duckdb

# As many records as one looks up.
NAMED = 5


def broken_rows(connection: duckdb.DuckDBPyConnection, node: Any) -> str:
    """Name up to five of the rows that break a rule, by their columns and values.

    `node` is dbt's: a table with its rules, the test `holds` of a view, or another test, whose rows
    are those that it returns.
    """
    rules = _rules(node)
    if rules is None:
        return _named(connection, node.compiled_code)
    of_table = table_of(node)
    places = connection.execute(
        "select table_schema from information_schema.tables "
        "where table_name = $name and table_schema <> 'raw'",
        {"name": of_table},
    ).fetchall()
    if not places:
        return ""
    table = f'"{places[0][0]}"."{of_table}"'
    parts = [_named(connection, query) for query in _queries(connection, table, rules)]
    return "; ".join(part for part in parts if part)


def table_of(node: Any) -> str:
    """Name the table or view that the rules of a node are about."""
    return str(getattr(node, "attached_node", None) or node.name).rsplit(".", 1)[-1]


def _rules(node: Any) -> Mapping[str, Any] | None:
    """Give the rules that macros/tests.sql looks at; None for a test that is a query."""
    metadata = getattr(node, "test_metadata", None)
    if metadata is not None and metadata.name == "holds":
        return dict(metadata.kwargs)
    rules: Mapping[str, Any] | None = node.config.meta.get("holds")
    return rules


def _queries(
    connection: duckdb.DuckDBPyConnection, table: str, rules: Mapping[str, Any]
) -> Iterator[str]:
    """Write the queries for the rows that break each rule, with the columns that name a row."""
    columns = [row[0] for row in connection.execute(f"describe {table}").fetchall()]
    keys: Sequence[Sequence[str]] = rules.get("keys", [])
    naming = list(dict.fromkeys([*(keys[0] if keys else ()), *_provenance(columns)]))
    for column in rules.get("never_null", []):
        shown = [name for name in naming if name != column] or columns[:3]
        yield f"select {_listed(shown)} from {table} where {column} is null"
    for column, words in rules.get("words", {}).items():
        allowed = ", ".join(f"'{word}'" for word in words)
        yield (
            f"select {_listed([*naming, column])} from {table} where {column} not in ({allowed})"
        )
    for key in keys:
        yield (
            f"select {_listed(key)}, count(*) as rows_alike from {table} "
            f"group by {_listed(key)} having count(*) > 1"
        )


def _provenance(columns: Sequence[str]) -> list[str]:
    return [name for name in ("delivery_id", "row_number") if name in columns]


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(columns))


def _named(connection: duckdb.DuckDBPyConnection, query: str) -> str:
    found = connection.execute(f"select distinct * from ({query}) order by all limit {NAMED + 1}")
    names = [column[0] for column in found.description or ()]
    rows = found.fetchall()
    said = [
        ", ".join(f"{name} {value}" for name, value in zip(names, row, strict=True))
        for row in rows[:NAMED]
    ]
    return "; ".join(said) + ("; and more" if len(rows) > NAMED else "")
