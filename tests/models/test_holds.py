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
    """The macro as dbt would write it out, for a table `rows_of`."""
    source = (ROOT / "macros" / "tests.sql").read_text(encoding="utf-8")
    source = source.replace("{% test holds(", "{% macro holds(").replace("endtest", "endmacro")
    environment = Environment(extensions=["jinja2.ext.do"], loader=FileSystemLoader(ROOT))  # noqa: S701 - it is SQL
    template = environment.from_string(source + "{{ broken_rules(table, rules) }}")

    class Words:
        @staticmethod
        def type_string() -> str:
            return "varchar"

    return template.render(table="rows_of", rules=rules, dbt=Words)


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
