"""Which rows are in force: by a second way of ranking them, and however deliveries come and go."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import hypothesis.strategies as st
import pytest
from hypothesis import assume, given, settings

from ingest.contract import BY_NAME, ENTITIES
from ingest.deliveries import take_in
from ingest.mapping_file import parsed_mapping
from ingest.plan import plan
from ingest.set_aside import bring_back, withdraw
from ingest.store import create_raw
from tests.ingest.conftest import CUSTOMERS, TICKETS, Deliver
from tests.ingest.test_derive import runnable

EXAMPLES = int(os.environ.get("EXAMPLES", "12"))
INSTANTS = ("2026-06-16T09:00:00Z", "2026-06-16T10:00:00Z", "2026-06-16T11:00:00Z")
TICKET_COLUMNS = TICKETS.splitlines()[0] + ",withdrawn"
EVENT_COLUMNS = "ticket_id,occurred_at,field,value,sequence,withdrawn"
CATALOGUE_COLUMNS = "customer_id,item,title,withdrawn"
CUSTOMER_COLUMNS = "customer_id,name,withdrawn"

customer_rows = st.builds(
    "C{},{},{}".format,
    st.integers(1, 2),
    st.sampled_from(["Ada", "Brook"]),
    st.sampled_from(["", "", "true"]),
)
ticket_rows = st.builds(
    "T{},C{},incident,production,P{},2026-06-16T09:00:00Z,{},{}".format,
    st.integers(1, 2),
    st.integers(1, 2),
    st.integers(1, 3),
    st.sampled_from(["", *INSTANTS]),
    st.sampled_from(["", "", "", "true"]),
)
event_rows = st.builds(
    "T{},{},status,{},{},{}".format,
    st.integers(1, 2),
    st.sampled_from(INSTANTS[:2]),
    st.sampled_from(["new", "restored", "closed"]),
    st.sampled_from(["", "0", "1"]),
    st.sampled_from(["", "", "", "true"]),
)
catalogue_rows = st.builds(
    "{},I{},{},{}".format,
    st.sampled_from(["", "C1"]),
    st.integers(1, 2),
    st.sampled_from(["VPN", "Badge", "Desk"]),
    st.sampled_from(["", "", "true"]),
)
HEADERS = {
    "customers": CUSTOMER_COLUMNS,
    "tickets": TICKET_COLUMNS,
    "ticket_events": EVENT_COLUMNS,
    "catalogue": CATALOGUE_COLUMNS,
}
ROWS = {
    "customers": customer_rows,
    "tickets": ticket_rows,
    "ticket_events": event_rows,
    "catalogue": catalogue_rows,
}
canonical = st.one_of(
    *(
        st.tuples(st.just(name), st.lists(rows, min_size=1, max_size=5))
        for name, rows in ROWS.items()
    )
)

# Two exports that a mapping reads, one row by row and one as a log, about the same tickets.
DESK = """
name: desk
sources:
  - files: "desk*.csv"
    records:
      customers: {customer_id: customer, name: name}
      tickets:
        ticket_id: id
        customer_id: customer
        kind: {constant: incident}
        environment: {constant: production}
        priority: priority
        opened_at: {constant: "2026-06-16T09:00:00Z"}
        updated_at: updated
      ticket_events:
        - {when: answered, ticket_id: id, occurred_at: answered, field: {constant: response}}
        - ticket_id: id
          when: solved
          occurred_at: solved
          field: {constant: status}
          value: {constant: restored}
          sequence: {constant: "1"}
"""
LOG = """
name: log
sources:
  - files: "log*.csv"
    shape: versions
    log:
      record: id
      at: at
      order: version
      track:
        status: {column: state, words: {New: new, Open: in_progress, Done: restored}}
        priority: {column: priority}
    records:
      customers: {customer_id: customer, name: customer}
      tickets:
        ticket_id: id
        customer_id: customer
        kind: {constant: incident}
        environment: {constant: production}
        priority: {column: priority, take: first}
        opened_at: {constant: "2026-06-16T09:00:00Z"}
"""
MAPPINGS = {
    "desk": DESK,
    # The same export, read with other words.
    "desk_again": DESK.replace("{constant: restored}", "{constant: closed}"),
    "log": LOG,
    "log_again": LOG.replace("Done: restored", "Done: closed"),
}
desk_rows = st.builds(
    "D{},C{},{},P{},{},{},{}".format,
    st.integers(1, 3),
    st.integers(1, 4),
    st.sampled_from(["Ada", "Brook"]),
    st.integers(1, 2),
    st.sampled_from(["", INSTANTS[0]]),
    st.sampled_from(["", *INSTANTS[:2]]),
    st.sampled_from(["", *INSTANTS]),
)
log_rows = st.builds(
    "L{},{},{},{},P{},C{}".format,
    st.integers(1, 2),
    st.integers(1, 3),
    st.sampled_from(INSTANTS[:2]),
    st.sampled_from(["New", "Open", "Done"]),
    st.integers(2, 3),
    st.integers(3, 5),
)
HEADERS |= {
    "desk": "id,customer,name,priority,answered,solved,updated",
    "log": "id,version,at,state,priority,customer",
}
mapped = st.one_of(
    st.tuples(st.sampled_from(["desk", "desk_again"]), st.lists(desk_rows, min_size=1, max_size=4)),
    st.tuples(st.sampled_from(["log", "log_again"]), st.lists(log_rows, min_size=1, max_size=5)),
)
any_delivery = st.one_of(canonical, mapped, mapped)
Came = tuple[str, list[str]]
STAGED = {entity.name: runnable(entity) for entity in ENTITIES}


@dataclass
class Desk:
    """A warehouse, and the folder that its deliveries lie in."""

    connection: duckdb.DuckDBPyConnection
    folder: Path

    def take_in(self, came: Came) -> int:
        """Deliver rows; returns the delivery's number, 0 where it brought nothing new."""
        kind, rows = came
        mapping = parsed_mapping(MAPPINGS[kind], name=kind) if kind in MAPPINGS else None
        name = kind.removesuffix("_again")
        path = self.folder / f"{name}.csv"
        path.write_text("\n".join([HEADERS[name], *rows]) + "\n", encoding="utf-8")
        delivery = take_in(self.connection, plan(path, mapping))
        assert delivery.rows_read == len(rows)
        return delivery.delivery_id if delivery.is_new else 0

    def content(self) -> Mapping[str, list[tuple[object, ...]]]:
        """What is in force of each entity, without where it came from."""
        create_raw(self.connection)
        return {
            name: self.connection.sql(
                f"select * exclude (delivery_id, row_number) from ({sql}) order by all"
            ).fetchall()
            for name, sql in STAGED.items()
        }

    def orphans(self) -> int:
        ((count,),) = self.connection.execute(
            "select count(*) from raw.quarantine where reason like 'no delivery ever brought%'"
        ).fetchall()
        return int(count)


@contextmanager
def opened_desk() -> Iterator[Desk]:
    with TemporaryDirectory() as folder, duckdb.connect() as connection:
        yield Desk(connection, Path(folder))


def content_of(came: Sequence[Came]) -> Mapping[str, list[tuple[object, ...]]]:
    with opened_desk() as desk:
        for one in came:
            desk.take_in(one)
        return desk.content()


FIRST: list[Came] = [
    ("customers", [row + "," for row in CUSTOMERS.splitlines()[1:]]),
    ("tickets", [row + "," for row in TICKETS.splitlines()[1:]]),
]


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.lists(canonical, min_size=1, max_size=7))
def test_the_rows_in_force_are_those_that_ranking_all_versions_gives(came: list[Came]) -> None:
    found = content_of([*FIRST, *came])

    ranked = ranked_by_hand([*FIRST, *came])
    for name in ROWS:
        width = len(HEADERS[name].split(",")) - 1
        entity = BY_NAME[name]
        places = [entity.column_names.index(one) for one in HEADERS[name].split(",")[:width]]
        in_force = {tuple(spelt(row[place]) for place in places) for row in found[name]}
        assert in_force == ranked[name]
        assert len(in_force) == len(found[name])


def spelt(value: object) -> str:
    if value is None:
        return ""
    return f"{value:%Y-%m-%dT%H:%M:%SZ}" if hasattr(value, "hour") else str(value)


def test_a_dated_row_that_comes_again_behind_an_undated_one_is_in_force() -> None:
    undated = "T1,C1,incident,production,P1,2026-06-16T09:00:00Z,,"
    again = FIRST[1][1][0]
    with opened_desk() as desk:
        for one in [*FIRST, ("tickets", [undated])]:
            desk.take_in(one)
        between = desk.content()["tickets"]
        desk.take_in(("tickets", [undated, again]))
        after = desk.content()["tickets"]

    assert [row[4] for row in between if row[0] == "T1"] == ["P1"]
    assert [row[4] for row in after if row[0] == "T1"] == ["P2"]


@dataclass(frozen=True)
class Statement:
    """One row that was delivered: its cells by name, and its place among all."""

    cells: tuple[tuple[str, str], ...]
    place: tuple[int, int]

    def __getitem__(self, name: str) -> str:
        return dict(self.cells)[name]

    @property
    def version(self) -> str:
        return dict(self.cells).get("updated_at", "")


def ranked_by_hand(came: Sequence[Came]) -> dict[str, set[tuple[str, ...]]]:
    """The rule, said over all versions of each key at once, row by row."""
    statements: dict[str, dict[tuple[str, ...], list[Statement]]] = {
        name: defaultdict(list) for name in ROWS
    }
    refused: dict[str, list[int]] = {}
    for number, (name, rows) in enumerate(came):
        entity = BY_NAME[name]
        file = repr((name, rows))
        # The very same file again brings what was refused of it, and no more.
        brought = [
            Statement(
                tuple(zip(HEADERS[name].split(","), filled(name, row), strict=True)), (number, line)
            )
            for line, row in enumerate(rows)
            if line in refused.get(file, range(len(rows)))
        ]
        refused[file] = []
        for one in brought:
            rivals = [
                other
                for other in brought
                if key_of(name, other) == key_of(name, one) and other.version == one.version
            ]
            orphan = one["withdrawn"] != "true" and any(
                not statements[parent].get((one[column],))
                for column, parent in entity.parents.items()
            )
            if len({other.cells for other in rivals}) == 1 and not orphan:
                statements[name][key_of(name, one)].append(one)
            else:
                refused[file].append(one.place[1])
    in_force: dict[str, dict[tuple[str, ...], Statement]] = {name: {} for name in ROWS}
    for name in ("customers", "tickets", "ticket_events", "catalogue"):
        parents = BY_NAME[name].parents
        for key, said in statements[name].items():
            standing = [
                one
                for one in said
                if one["withdrawn"] == "true"
                or all((one[column],) in in_force[parent] for column, parent in parents.items())
            ]
            last = greatest(standing)
            if last is not None and last["withdrawn"] != "true":
                in_force[name][key] = last
    return {
        name: {tuple(value for _, value in one.cells[:-1]) for one in found.values()}
        for name, found in in_force.items()
    }


def filled(name: str, row: str) -> list[str]:
    """The cells of a row; an empty part of a key means its default."""
    cells = row.split(",")
    if name == "ticket_events":
        cells[4] = cells[4] or "0"
    return cells


def key_of(name: str, one: Statement) -> tuple[str, ...]:
    return tuple(one[column] for column in BY_NAME[name].key)


def greatest(said: Sequence[Statement]) -> Statement | None:
    generation, ranked = 0, []
    for one in sorted(said, key=lambda one: one.place):
        generation += one.version == ""
        ranked.append((generation, one.version, one.place))
    best = max(ranked, default=None)
    return next((one for one in said if best is not None and one.place == best[2]), None)


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.data())
def test_a_delivery_taken_back_is_as_if_it_had_never_come_and_brought_back_as_if_it_had_stayed(
    data: st.DataObject,
) -> None:
    came = [*FIRST, *data.draw(st.lists(any_delivery, min_size=2, max_size=6))]
    with opened_desk() as desk:
        numbers = [desk.take_in(one) for one in came]
        before = desk.content()
        new = [
            place
            for place, number in enumerate(numbers)
            if place >= len(FIRST) and number and still_counts(desk, number)
        ]
        assume(new)
        gone = data.draw(st.lists(st.sampled_from(new), min_size=1, max_size=3, unique=True))
        for place in gone:
            withdraw(desk.connection, numbers[place])
        left = desk.content()
        for place in reversed(gone):
            bring_back(desk.connection, numbers[place])
        after = desk.content()

    assert after == before
    with opened_desk() as desk:
        for one in came:
            # The very same file, delivered twice, is one delivery.
            if not any(one == came[other] for other in gone):
                desk.take_in(one)
        # A row that came before its parent waits in quarantine; here the parent stood before it.
        assume(not desk.orphans())
        assert left == desk.content()


def test_a_part_of_a_log_that_is_brought_back_is_read_as_it_was_read_before() -> None:
    with opened_desk() as desk:
        for one in FIRST:
            desk.take_in(one)
        part = desk.take_in(("log", ["L1,3,2026-06-16T09:00:00Z,Done,P3,C5"]))
        # A corrected mapping reads another part, about another record.
        desk.take_in(("log_again", ["L2,3,2026-06-16T09:00:00Z,Done,P2,C4"]))
        before = desk.content()
        withdraw(desk.connection, part)
        bring_back(desk.connection, part)
        after = desk.content()

    status = {row[0]: row[3] for row in before["ticket_events"] if row[2] == "status"}
    assert status == {"L1": "restored", "L2": "closed"}
    assert after == before


def test_a_part_of_a_log_that_another_repeats_is_first_again_once_it_is_brought_back() -> None:
    again = "L1,3,2026-06-16T09:00:00Z,Open,P2,C4"
    with opened_desk() as desk:
        for one in FIRST:
            desk.take_in(one)
        part = desk.take_in(("log", [again]))
        desk.take_in(("desk", ["D1,C4,Brook,P2,2026-06-16T09:00:00Z,,2026-06-16T10:00:00Z"]))
        desk.take_in(("log", ["L1,1,2026-06-16T09:00:00Z,Open,P2,C3", again]))
        before = desk.content()
        withdraw(desk.connection, part)
        between = desk.content()
        bring_back(desk.connection, part)
        after = desk.content()

    assert between != before
    assert after == before


def test_what_a_later_mapping_of_a_log_added_goes_with_the_part_that_it_read() -> None:
    plain = LOG.replace("      customers: {customer_id: customer, name: customer}\n", "")
    with opened_desk() as desk:
        for one in FIRST:
            desk.take_in(one)
        path = desk.folder / "log.csv"
        path.write_text(f"{HEADERS['log']}\nL1,1,2026-06-16T09:00:00Z,New,P2,C1\n")
        take_in(desk.connection, plan(path, parsed_mapping(plain, name="log")))
        before = desk.content()
        # Read by a mapping that also makes customers, all rows of the record make one.
        part = desk.take_in(("log", ["L1,2,2026-06-16T10:00:00Z,Done,P2,C1"]))
        between = desk.content()
        withdraw(desk.connection, part)
        after = desk.content()

    assert between["customers"] != before["customers"]
    assert after == before


def still_counts(desk: Desk, number: int) -> bool:
    found = desk.connection.execute(
        "select count(*) from raw.set_aside where delivery_id = $id", {"id": number}
    ).fetchall()
    return found == [(0,)]


@settings(max_examples=EXAMPLES // 2, deadline=None)
@given(
    st.lists(st.lists(desk_rows, min_size=1, max_size=4), min_size=1, max_size=3),
    st.lists(st.lists(log_rows, min_size=1, max_size=5), min_size=1, max_size=3),
)
def test_files_read_again_by_a_corrected_mapping_are_as_read_by_it_alone(
    desk_files: list[list[str]], log_files: list[list[str]]
) -> None:
    wrong: list[Came] = [("desk", rows) for rows in desk_files]
    wrong += [("log", rows) for rows in log_files]
    right: list[Came] = [("desk_again", rows) for rows in desk_files]
    right += [("log_again", rows) for rows in log_files]

    assert content_of([*wrong, *right]) == content_of(right)


MONTHLY = DESK.replace(
    '  - files: "desk*.csv"\n',
    '  - files: "desk*.csv"\n    exported: {pattern: "desk_(?<month>\\\\d+)", year: 2026}\n',
).replace("        updated_at: updated\n", "")
monthly_rows = st.fixed_dictionaries(
    {number: st.tuples(*([st.sampled_from(["", *INSTANTS[:2]])] * 2)) for number in (1, 2, 3)}
)


@settings(max_examples=EXAMPLES // 2, deadline=None)
@given(st.data())
def test_the_newest_export_of_all_records_holds_alone_in_whatever_order_they_come(
    data: st.DataObject,
) -> None:
    months = data.draw(st.lists(monthly_rows, min_size=2, max_size=4))
    order = data.draw(st.permutations(range(len(months))))

    with opened_desk() as together, opened_desk() as alone:
        for month in order:
            take_in_month(together, month + 1, months[month])
        take_in_month(alone, len(months), months[-1])
        assert together.content() == alone.content()


def test_an_export_that_says_what_one_before_the_last_said_holds() -> None:
    january = {1: ("", INSTANTS[0])}

    with opened_desk() as desk:
        for month, rows in enumerate([january, {1: ("", "")}, january], start=1):
            take_in_month(desk, month, rows)
        (event,) = desk.content()["ticket_events"]
        # The last once more, and read anew under its own name: nothing changes.
        take_in_month(desk, 3, january)
        assert desk.content()["ticket_events"] == [event]


def take_in_month(desk: Desk, month: int, rows: Mapping[int, tuple[str, str]]) -> None:
    """Deliver a month's export: of each record when it was answered and solved."""
    path = desk.folder / f"desk_{month}.csv"
    lines = [
        f"D{number},C{number},Ada,P{1 + month % 2},{answered},{solved},"
        for number, (answered, solved) in rows.items()
    ]
    path.write_text("\n".join([HEADERS["desk"], *lines]) + "\n", encoding="utf-8")
    take_in(desk.connection, plan(path, parsed_mapping(MONTHLY, name="monthly")))


HEAD = HEADERS["tickets"] + "\n"
TICKET = "T3,C1,incident,production,{},2026-06-16T09:00:00Z,{},\n"


def in_force(connection: duckdb.DuckDBPyConnection, entity: str) -> list[tuple[object, ...]]:
    return connection.sql(f"from ({runnable(BY_NAME[entity])}) order by all").fetchall()


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


def test_of_one_key_that_a_line_makes_twice_the_last_is_loaded(
    deliver: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    deliver("names.csv", "id,short,long\nC1,Ada,Ada Ltd\n", mapping=THERE_AND_BACK)

    assert warehouse.sql("select name, row_number from raw.customers").fetchall() == [("Ada", 2)]
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
