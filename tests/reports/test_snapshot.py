from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from reports.snapshot import Snapshot, SnapshotError, current, current_name
from tests.reports import portfolio


def test_the_pointer_names_the_snapshot_that_is_read(published: Path) -> None:
    found = current(published)

    assert found == Snapshot(
        "first.duckdb",
        published / "first.duckdb",
        portfolio.AS_OF.replace(tzinfo=UTC),
        portfolio.PUBLISHED_AT,
    )
    assert current_name(published) == "first.duckdb"


def test_without_a_workspace_there_is_no_snapshot(tmp_path: Path) -> None:
    assert current(tmp_path / "nowhere" / "published") is None


def test_before_anything_is_published_there_is_no_snapshot(tmp_path: Path) -> None:
    assert current(tmp_path) is None


def test_a_pointer_to_a_missing_file_says_which_and_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "CURRENT").write_text("gone.duckdb")

    with pytest.raises(SnapshotError, match=r"names gone\.duckdb, which is not there\. Run"):
        current(tmp_path)


@pytest.mark.parametrize("content", ["", "../first.duckdb", "/etc/passwd", "notes.txt", "\x00"])
def test_a_pointer_that_holds_no_file_name_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "CURRENT").write_text(content)

    with pytest.raises(SnapshotError, match="should hold the name of a snapshot file"):
        current(tmp_path)


def test_a_pointer_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "CURRENT").write_bytes(b"\xff\xfe\xff")

    with pytest.raises(SnapshotError, match="cannot be read"):
        current(tmp_path)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "CURRENT").write_text("torn.duckdb")
    (tmp_path / "torn.duckdb").write_bytes(b"torn" * 5000)

    with pytest.raises(SnapshotError, match="cannot be read as a snapshot"):
        current(tmp_path)


def test_a_database_without_a_build_is_refused(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "bare.duckdb")) as connection:
        connection.execute(portfolio.TABLES)
    (tmp_path / "CURRENT").write_text("bare.duckdb")

    with pytest.raises(SnapshotError, match="holds no build to read"):
        current(tmp_path)


def test_a_newly_published_snapshot_is_followed(tmp_path: Path) -> None:
    portfolio.publish(tmp_path, "one.duckdb", clocks=portfolio.known_clocks())
    before = current(tmp_path)
    later = datetime(2026, 7, 4, 6, 0)

    portfolio.publish(tmp_path, "two.duckdb", clocks=portfolio.known_clocks()[:1], as_of=later)

    after = current(tmp_path)
    assert before is not None
    assert after is not None
    assert (after.name, after.as_of) == ("two.duckdb", later.replace(tzinfo=UTC))
    assert before.frame("select count(*) as clocks from sla_clocks").rows() == [(12,)]
    assert after.frame("select count(*) as clocks from sla_clocks").rows() == [(1,)]


def test_values_are_bound_by_name_and_by_place(snapshot: Snapshot) -> None:
    hostile = "x' or '1' = '1"
    by_name = "select count(*) as found from customers where customer_id = $customer_id"
    by_place = "select name from customers where customer_id = ?"

    assert snapshot.frame(by_name, {"customer_id": hostile}).rows() == [(0,)]
    assert snapshot.frame(by_name, {"customer_id": "aldgate"}).rows() == [(1,)]
    assert snapshot.frame(by_place, ["aldgate"]).rows() == [("Aldgate Bank",)]


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("selec 1", "^The statement is no SQL: syntax error"),
        ("select nothing_such from customers", "^There is no column nothing_such[.;]"),
        (
            "select customerid from customers",
            r"^There is no column customerid; did you mean customer_id\?",
        ),
        (
            "select customers.customerid from customers",
            r"^There is no column customerid; did you mean customer_id\?",
        ),
        ("select * from customer", r"^There is no table customer; did you mean customers\? List"),
        ("select * from nowhere", "^There is no table nowhere.* List them with: service-review"),
        ("select $name as name", "name"),
        ("", "One statement is expected, but 0 were given"),
        ("select 1 as one; select 2 as two", "One statement is expected, but 2 were given"),
        *(
            (sql, "^This only reads: nothing can be written or set. Ask with `select`.$")
            for sql in (
                "set threads = 1",
                "pragma threads = 1",
                "drop table customers",
                "with one as (select 1) insert into customers (customer_id) from one",
                "create temp table more as select 1 as one",
                "copy customers to 'leak.csv'",
                "begin",
                "vacuum",
            )
        ),
        ("from 'secret.csv'", "^This reads the published tables and no other file"),
        ("select interval 1 day as span", "of a type that cannot be shown"),
    ],
)
def test_a_statement_that_cannot_be_answered_says_why(
    snapshot: Snapshot, sql: str, said: str
) -> None:
    with pytest.raises(SnapshotError, match=said):
        snapshot.frame(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "insert into customers (customer_id) values ('new')",
        "update customers set name = 'other'",
        "drop table customers",
        "create table more as select 1 as one",
        "copy customers to '{folder}/leak.csv'",
        "select * from read_csv('{folder}/secret.csv')",
        "select * from '{folder}/secret.csv'",
        "attach '{folder}/other.duckdb'",
        "export database '{folder}/leak'",
        "install httpfs",
        "set enable_external_access = true",
    ],
)
def test_nothing_is_written_and_no_other_file_is_read(
    snapshot: Snapshot, tmp_path: Path, sql: str
) -> None:
    (tmp_path / "secret.csv").write_text("secret\n1\n")
    before = snapshot.path.read_bytes()

    with pytest.raises(SnapshotError):
        snapshot.frame(sql.replace("{folder}", str(tmp_path)))

    assert os.listdir(tmp_path) == ["secret.csv"]
    assert snapshot.path.read_bytes() == before


def test_many_can_ask_at_once(snapshot: Snapshot) -> None:
    def count(_: int) -> int:
        rows: list[tuple[int]] = snapshot.frame("select count(*) as n from customers").rows()
        return rows[0][0]

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(count, range(24))) == [4] * 24


def test_an_instant_with_a_zone_is_shown_in_utc(snapshot: Snapshot) -> None:
    (instant,) = snapshot.frame("select timestamptz '2026-06-01 12:00:00+02' as at")["at"]

    assert instant.utcoffset().total_seconds() == 0
    assert instant.replace(tzinfo=None) == datetime(2026, 6, 1, 10)


def test_a_statement_that_runs_too_long_is_stopped_and_the_next_is_answered(
    published: Path,
) -> None:
    found = current(published)
    assert found is not None

    with pytest.raises(SnapshotError, match=r"stopped after 0\.3 s\. Ask for less"):
        found.frame("select count(*) from range(100000000000) where hash(range) = 1", seconds=0.3)

    assert found.frame("select 1 as one", seconds=0.3)["one"].to_list() == [1]


def test_a_statement_that_needs_too_much_memory_is_refused(published: Path) -> None:
    found = current(published)
    assert found is not None

    with pytest.raises(SnapshotError, match="needs more than 2GB of memory"):
        found.frame("select string_agg(repeat('a', 1000), '') as text from range(10000000)")
