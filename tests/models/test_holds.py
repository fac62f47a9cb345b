"""The rules of a table: what keeps them passes, and each that is broken is named."""

from __future__ import annotations

import duckdb
import pytest
from jinja2 import Environment, FileSystemLoader

from tests.models.loader import ROOT

RULES = {
    "keys": [["id", "part"], ["name"]],
    "never_null": ["id", "kind"],
    "words": {"kind": ["a", "b"]},
}
RIGHT = [("1", "x", "n1", "a"), ("1", "y", "n2", "b"), ("2", None, "n3", "a")]


def query(rules: dict[str, object]) -> str:
    """The rules of a table `rows_of` as dbt would write them out."""
    return written("{{ broken_rules(table, rules) }}", table="rows_of", rules=rules)


def written(call: str, **arguments: object) -> str:
    """What a macro of macros/tests.sql gives."""
    source = (ROOT / "macros" / "tests.sql").read_text(encoding="utf-8")
    source = source.replace("{% test holds(", "{% macro holds(").replace("endtest", "endmacro")
    environment = Environment(extensions=["jinja2.ext.do"], loader=FileSystemLoader(ROOT))  # noqa: S701 - it is SQL
    # A build of all looks at whole tables, by their names.
    environment.globals.update(ref=str, get_where_subquery=str)
    return environment.from_string(source + call).render(**arguments)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (("1", "x", "n9", "a"), ["id, part is not unique (2)"]),
        (("3", "x", "n1", "a"), ["name is not unique (2)"]),
        # A key's null equals null.
        (("2", None, "n9", "a"), ["id, part is not unique (2)"]),
        ((None, "x", "n9", "a"), ["id is empty (1)"]),
        (("3", "x", "n9", None), ["kind is empty (1)"]),
        (("3", "x", "n9", "c"), ["kind is another word (1)"]),
        (("1", "x", "n1", "c"),
         ["kind is another word (1)", "id, part is not unique (2)", "name is not unique (2)"]),
    ],
)  # fmt: skip
def test_each_broken_rule_is_named_with_its_rows(
    row: tuple[str | None, ...], told: list[str]
) -> None:
    with duckdb.connect() as connection:
        connection.execute("create table rows_of (id text, part text, name text, kind text)")
        connection.executemany("insert into rows_of values (?, ?, ?, ?)", RIGHT)
        right = connection.execute(query(RULES)).fetchall()
        connection.execute("insert into rows_of values (?, ?, ?, ?)", row)
        wrong = connection.execute(query(RULES)).fetchall()

    assert right == []
    assert wrong == [("".join(f"{one}; " for one in told),)]


@pytest.mark.parametrize("rules", [{"keys": [["id"]]}, {"never_null": ["id"]}, {"words": {}}])
def test_a_table_without_rows_breaks_no_rule(rules: dict[str, object]) -> None:
    whole = {"keys": [], "never_null": [], "words": {}} | rules
    with duckdb.connect() as connection:
        connection.execute("create table rows_of (id text)")

        assert connection.execute(query(whole)).fetchall() == []


def test_a_name_of_no_record_is_named_with_its_table_and_none_is_none() -> None:
    named = [("clocks", "customer_id", "customers"), ("clocks", "ticket_id", "tickets")]
    unknown = written("{{ unknown_records(named) }}", named=named)
    with duckdb.connect() as connection:
        connection.execute("create table customers as select 'C1' as customer_id")
        connection.execute("create table tickets as select 1 as ticket_id")
        connection.execute("create table clocks (customer_id text, ticket_id bigint)")
        connection.execute("insert into clocks values ('C1', 1), ('C1', 1), (null, null)")
        right = connection.execute(unknown).fetchall()
        connection.execute("insert into clocks values ('C2', 1), ('C2', 2)")
        wrong = connection.execute(unknown).fetchall()

    assert right == []
    assert sorted(wrong) == [
        ("clocks", "customer_id", "C2", "customers"),
        ("clocks", "ticket_id", "2", "tickets"),
    ]
