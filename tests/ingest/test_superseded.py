"""Staging leaves out what is out of force: exactly what ranking all versions would leave out."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from ingest.contract import BY_NAME, Entity
from ingest.deliveries import take_in
from ingest.mapping import Mapping
from ingest.mapping_file import load_mapping
from ingest.plan import plan
from ingest.store import create_raw
from ingest.superseded import key_column
from tests.ingest.conftest import CUSTOMERS, TICKETS, Deliver
from tests.ingest.test_derive import runnable
from tests.ingest.test_mapping import VERSION_HEADER, VERSIONS

PROVENANCE = ("delivery_id", "row_number", "row_hash")
INSTANTS = ("2026-06-16T09:00:00Z", "2026-06-16T10:00:00Z", "2026-06-16T11:00:00Z")

ticket_rows = st.builds(
    "T{},C1,incident,production,P{},2026-06-16T09:00:00Z,{}".format,
    st.integers(1, 2),
    st.integers(1, 3),
    st.sampled_from(["", *INSTANTS]),
)
event_rows = st.builds(
    "T{},{},status,{},{}".format,
    st.integers(1, 2),
    st.sampled_from(INSTANTS[:2]),
    st.sampled_from(["new", "restored", "closed"]),
    st.sampled_from(["", "0", "1"]),
)
catalogue_rows = st.builds(
    "{},I{},{}".format,
    st.sampled_from(["", "C1"]),
    st.integers(1, 2),
    st.sampled_from(["VPN", "Badge", "Desk"]),
)
log_rows = st.builds(
    "V{},{},{},{},P{},{},C{},2026-06-16T09:00:00Z,mail".format,
    st.integers(1, 2),
    st.integers(1, 2),
    st.sampled_from(INSTANTS[:2]),
    st.sampled_from(["New", "Open", "Done"]),
    st.integers(2, 3),
    st.sampled_from(["?", "PRB1", "PRB2"]),
    st.integers(1, 2),
)
HEADERS = {
    "tickets": TICKETS.splitlines()[0],
    "ticket_events": "ticket_id,occurred_at,field,value,sequence",
    "catalogue": "customer_id,item,title",
    "versions": VERSION_HEADER.strip(),
}
deliveries = st.one_of(
    st.tuples(st.just("tickets"), st.lists(ticket_rows, min_size=1, max_size=5)),
    st.tuples(st.just("ticket_events"), st.lists(event_rows, min_size=1, max_size=5)),
    st.tuples(st.just("catalogue"), st.lists(catalogue_rows, min_size=1, max_size=5)),
    st.tuples(st.just("versions"), st.lists(log_rows, min_size=1, max_size=5)),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(deliveries, min_size=1, max_size=6))
def test_the_rows_in_force_are_those_that_ranking_all_versions_gives(
    came: list[tuple[str, list[str]]],
) -> None:
    with TemporaryDirectory() as folder, duckdb.connect() as connection:
        mapping = opened_desk(connection, Path(folder))
        for name, rows in came:
            put(connection, Path(folder), name, rows, mapping)

            for entity in ("tickets", "ticket_events", "catalogue"):
                assert_as_ranked(connection, BY_NAME[entity])


def opened_desk(connection: duckdb.DuckDBPyConnection, folder: Path) -> Mapping:
    for name, content in (("customers", CUSTOMERS), ("tickets", TICKETS)):
        (folder / f"{name}.csv").write_text(content)
        take_in(connection, plan(folder / f"{name}.csv", None))
    (folder / "mapping.yml").write_text(VERSIONS)
    return load_mapping(str(folder / "mapping.yml"))


def put(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    name: str,
    rows: list[str],
    mapping: Mapping,
) -> None:
    path = folder / f"{name}.csv"
    path.write_text("\n".join([HEADERS[name], *rows]) + "\n")
    take_in(connection, plan(path, mapping if name == "versions" else None))


def assert_as_ranked(connection: duckdb.DuckDBPyConnection, entity: Entity) -> None:
    """Of one key one row is in force, of those ranked first: a line may bring several."""
    ranked = connection.sql(ranked_first(entity)).fetchall()
    left = connection.sql(runnable(entity)).fetchall()

    assert [row for row in left if row not in ranked] == []
    keys = connection.sql(
        f"select count(*) from (select distinct {key_of(entity)} from raw.{entity.name})"
    ).fetchall()
    own = f"select count(*), count(distinct ({', '.join(entity.key)}, 0)) from ({runnable(entity)})"
    assert connection.sql(own).fetchall() == [keys[0] * 2]
    told = f"select count(*), count(distinct ({', '.join(PROVENANCE)})) from raw.{entity.name}"
    assert len(set(connection.sql(told).fetchall()[0])) == 1


def key_of(entity: Entity) -> str:
    return ", ".join(key_column(entity, name) for name in entity.key)


def ranked_first(entity: Entity) -> str:
    """The rule, said over all versions of a key at once."""
    updated_at = "updated_at" if entity.has_updated_at else "cast(null as timestamp)"
    columns = ", ".join(
        name if entity.column(name).default is None else f"{filled(entity, name)} as {name}"
        for name in entity.column_names
    )
    return f"""
        with
            generations as (
                select *, sum(case when {updated_at} is null then 1 else 0 end) over (
                    partition by {key_of(entity)} order by delivery_id, row_number
                ) as generation
                from raw.{entity.name}
            )
        select {columns}, delivery_id, row_number
        from generations
        qualify rank() over (
            partition by {key_of(entity)}
            order by generation desc, {updated_at} desc nulls last, delivery_id desc,
                row_number desc
        ) = 1
    """


def filled(entity: Entity, name: str) -> str:
    default = entity.column(name).default
    literal = f"'{default}'" if isinstance(default, str) else str(default).lower()
    return f"coalesce({name}, {literal})"


def in_force(connection: duckdb.DuckDBPyConnection, entity: str) -> list[tuple[object, ...]]:
    return connection.sql(f"from ({runnable(BY_NAME[entity])}) order by all").fetchall()


HEAD = HEADERS["tickets"] + "\n"
TICKET = "T3,C1,incident,production,{},2026-06-16T09:00:00Z,{}\n"


@pytest.mark.parametrize(
    ("parts", "holds"),
    [
        ((("P1", INSTANTS[1]), ("P2", INSTANTS[0])), "P1"),
        ((("P1", INSTANTS[0]), ("P2", INSTANTS[0])), "P2"),
        ((("P1", INSTANTS[1]), ("P2", "")), "P2"),
        ((("P1", INSTANTS[1]), ("P2", ""), ("P3", INSTANTS[0])), "P3"),
    ],
)
def test_a_later_updated_at_holds_and_a_row_without_one_replaces_all_before_it(
    known: Deliver,
    warehouse: duckdb.DuckDBPyConnection,
    parts: tuple[tuple[str, str], ...],
    holds: str,
) -> None:
    for part in parts:
        known("tickets.csv", HEAD + TICKET.format(*part))

    rows = [row for row in in_force(warehouse, "tickets") if row[0] == "T3"]
    assert [row[4] for row in rows] == [holds]


def test_a_delivery_that_fails_notes_nothing(
    known: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    known("tickets.csv", HEAD + TICKET.format("P1", ""))
    warehouse.execute("alter table raw.deliveries rename to elsewhere")
    warehouse.execute("create view raw.deliveries as from raw.elsewhere")

    with pytest.raises(duckdb.Error):
        known("tickets.csv", HEAD + TICKET.format("P2", ""))
    assert warehouse.sql("from raw.superseded").fetchall() == []


def test_a_warehouse_of_before_learns_which_rows_are_out_of_force(
    known: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    for priority, updated_at in (("P1", INSTANTS[1]), ("P2", ""), ("P3", INSTANTS[0])):
        known("tickets.csv", HEAD + TICKET.format(priority, updated_at))
    noted = warehouse.sql("from raw.superseded order by all").fetchall()
    warehouse.execute("drop table raw.superseded")

    create_raw(warehouse)

    assert len(noted) == 2
    assert warehouse.sql("from raw.superseded order by all").fetchall() == noted


def test_of_the_same_row_told_twice_by_one_line_one_is_loaded(
    deliver: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    deliver("names.csv", "id,short,long\nC1,Ada,Ada Ltd\n", mapping=THERE_AND_BACK)

    assert warehouse.sql("select name, row_number from raw.customers").fetchall() == [
        ("Ada Ltd", 2),
        ("Ada", 2),
    ]
    assert in_force(warehouse, "customers") == [("C1", "Ada", None, 1, 2)]


THERE_AND_BACK = """
name: names
sources:
  - files: "names*.csv"
    shape: records
    records:
      customers:
        - {customer_id: id, name: short}
        - {customer_id: id, name: long}
        - {customer_id: id, name: short}
"""
