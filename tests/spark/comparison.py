"""What two databases say of the same tables: every table, column, type, row and null."""

from __future__ import annotations

import duckdb

# Logarithms and exponentials differ in their last digit from one library to the next.
NEARLY = {"clock_risks": "chance_of_miss", "open_requests": "chance_of_miss"}
RELATIVE = 1e-12


def tables(connection: duckdb.DuckDBPyConnection, schema: str) -> list[str]:
    """The names of a schema's tables and views; the schema is named with its database.

    What a snapshot's marts on demand rest on is no mart.
    """
    database, _, name = schema.partition(".")
    found = connection.sql(
        "select table_name from information_schema.tables "
        "where table_catalog = $database and table_schema = $name "
        "and table_name not like 'int!_%' escape '!' order by table_name",
        params={"database": database, "name": name},
    ).fetchall()
    return [table for (table,) in found]


def columns(connection: duckdb.DuckDBPyConnection, table: str) -> list[tuple[str, str]]:
    """The names and types of a table's columns, in their order."""
    return [(name, kind) for name, kind, *_ in connection.sql(f"describe {table}").fetchall()]


def rows_of_one_alone(
    connection: duckdb.DuckDBPyConnection, one: str, other: str, name: str
) -> list[tuple[object, ...]]:
    """Rows of one table that the other has not, as often as it has them."""
    chosen = f"* exclude ({NEARLY[name]})" if name in NEARLY else "*"
    return connection.sql(
        f"select {chosen} from {one} except all select {chosen} from {other} order by all limit 3"
    ).fetchall()


def far_apart(
    connection: duckdb.DuckDBPyConnection, one: str, other: str, name: str
) -> list[tuple[object, ...]]:
    """Values of the column that may differ in its last digits, where they differ in more."""
    column = NEARLY[name]
    keys = ", ".join(f'"{key}"' for key, _ in columns(connection, one) if key != column)
    numbered = f"select {column} as value, row_number() over (order by {keys}) as place from"
    return connection.sql(
        f"select one.value, other.value from ({numbered} {one}) as one "
        f"full join ({numbered} {other}) as other using (place) "
        f"where (one.value is null) <> (other.value is null) "
        f"or abs(one.value - other.value) > {RELATIVE} * abs(one.value) limit 3"
    ).fetchall()


def differences(
    connection: duckdb.DuckDBPyConnection, one: str, other: str, *, apart_from: str = ""
) -> list[str]:
    """Say where the tables of two schemas differ; nothing where they are the same."""
    names = tables(connection, one)
    if names != tables(connection, other):
        return [f"tables: {names} and {tables(connection, other)}"]
    return [
        f"{name}: {found}"
        for name in names
        if name != apart_from
        for found in _differences(connection, f'{one}."{name}"', f'{other}."{name}"', name)
    ]


def _differences(
    connection: duckdb.DuckDBPyConnection, one: str, other: str, name: str
) -> list[str]:
    if columns(connection, one) != columns(connection, other):
        return [f"columns {columns(connection, one)} and {columns(connection, other)}"]
    found = [
        *rows_of_one_alone(connection, one, other, name),
        *rows_of_one_alone(connection, other, one, name),
        *(far_apart(connection, one, other, name) if name in NEARLY else []),
    ]
    return [str(row) for row in found]
