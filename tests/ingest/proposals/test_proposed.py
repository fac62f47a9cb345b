"""From a file to the mapping that is proposed of it, and what that mapping then reads."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from ingest.deliveries import take_in
from ingest.delivery_register import Delivery
from ingest.errors import RefusedError
from ingest.mapping_file import FOLDER, load_mapping, mappings_in, parsed_mapping
from ingest.plan import plan
from ingest.proposals.proposal import fitting, inspected, proposed

FILES = Path(__file__).parents[1] / "files"
OF_PIPELINE = Path(__file__).parents[2] / "pipeline" / "files"
PLACE = {"place": "Europe/Berlin DE"}
TERMS = {"terms": "2026-01-01 to 2026-12-31"}

# Each flat case, and what beside place and terms has to be answered.
CASES: dict[Path, dict[str, str]] = {
    OF_PIPELINE / "mapping_redo/Tickets_alle.csv": {},
    OF_PIPELINE / "overlap/Tickets_Juni.csv": {},
    OF_PIPELINE / "overlap/Tickets_Mai.csv": {"day_order": "day-month-year"},
    OF_PIPELINE / "flat_no_history/t.csv": {"customer": "Acme"},
    FILES / "date_only/osticket_june.csv": {},
    FILES / "date_only/isodays.csv": {},
    FILES / "jira_repeated_headers/jira_june.csv": {},
    FILES / "jira_repeated_headers/cloud_june.csv": {},
    FILES / "excel/Plain_Juni.xlsx": {},
    FILES / "excel/Report_Juni.xlsx": {},
    FILES / "excel/Total_Juni.xlsx": {},
    FILES / "excel/Drei_Juni.xlsx": {},
    FILES / "excel/Mixed_Juni.xlsx": {"day_order": "day-month-year"},
}


def text_of(path: Path, given: AnyMapping[str, str]) -> str:
    return proposed(inspected([path]), given).text


def brought(
    warehouse: duckdb.DuckDBPyConnection, path: Path, given: AnyMapping[str, str]
) -> Delivery:
    mapping = parsed_mapping(text_of(path, given), name="proposed")
    return take_in(warehouse, plan(path, mapping))


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_three_answers_at_most_make_every_flat_list_ready(
    warehouse: duckdb.DuckDBPyConnection, path: Path
) -> None:
    seen = inspected([path])
    asked = [one.name for one in seen.questions]
    given = PLACE | TERMS | CASES[path]

    came = brought(warehouse, path, given)

    assert set(asked) == set(given)
    assert len(asked) <= 3
    assert came.rows_quarantined == 0
    assert came.rows_loaded == came.rows_read > 0


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_without_answers_the_open_places_are_question_marks(path: Path) -> None:
    proposal = proposed(inspected([path]), {})

    keys = {one.key for one in proposal.open_places}
    assert {"parts.zone", "parts.terms.starts_on", "parts.terms.support_region"} <= keys
    assert {"customer" in CASES[path], "parts.customer" in keys} in ({True}, {False})
    assert {"day_order" in CASES[path], "sources.day_order" in keys} in ({True}, {False})
    assert len(keys) == 4 + len(CASES[path])
    with pytest.raises(RefusedError, match="still open"):
        parsed_mapping(proposal.text, name="proposed")


def test_the_german_list_is_read_as_a_person_reads_it(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    path = OF_PIPELINE / "mapping_redo/Tickets_alle.csv"
    text = text_of(path, PLACE | TERMS)

    assert '  - files: "Tickets_alle*.csv"' in text
    assert 'format: {delimiter: ";", encoding: cp1252}' in text
    assert "day_order: day-month-year  # 861 of 1,436 different dates have a day over 12" in text
    assert "history: {response: full, restoration: none}" in text
    assert "    Störung: incident  # 266 rows" in text
    assert "    Kritisch: P1  # 22 rows\n    Hoch: P2  # 53 rows" in text
    take_in(warehouse, plan(path, parsed_mapping(text, name="proposed")))
    by_hand = load_mapping(str(OF_PIPELINE / "mapping_redo/flat_de_full.yml"))
    with duckdb.connect() as other:
        take_in(other, plan(path, by_hand))
        for columns, table in (
            ("ticket_id, kind, environment, priority, opened_at, summary", "tickets"),
            ("ticket_id, occurred_at, field, value", "ticket_events"),
        ):
            sql = f"select {columns} from raw.{table} order by all"
            assert warehouse.execute(sql).fetchall() == other.execute(sql).fetchall()


def test_every_word_stands_with_its_count_and_what_nobody_knows_is_open(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "list_2026-06-30.csv",
        "Number,Customer,Type,Priority,Environment,Channel,Status,Opened,Resolved\n"
        "1,A,Incident,High,Prod,Phone,Done,2026-06-01 08:00,2026-06-01 09:00\n"
        "2,A,Wurst,high,Mars,Pigeon,Parked,2026-06-02 08:00,2026-06-02 09:00\n"
        "3,,Incident,So lala,Prod,n/a,Cancelled,2026-06-03 08:00,2026-06-03 09:00\n"
        "4,A,Incident,,Prod,Phone,In progress,2026-06-04 08:00,\n",
    )

    proposal = proposed(inspected([path]), PLACE | TERMS)

    assert {one.key for one in proposal.open_places} == {
        "parts.environments.Mars",
        "parts.kinds.Wurst",
        "parts.priorities.So lala",
        "parts.channels.Pigeon",
        "parts.resolved_states.Parked",
    }
    for line in (
        "fold: true",
        "missing: [n/a]",
        "    High: P2  # 2 rows",
        '    So lala: "?"  # 1 row',
        "of the column Priority; 1 row without one is refused, unless a default is named below",
        "# 1 customer in it; 1 row without one",
        "    - In progress  # 1 row",
        "    - Cancelled  # 1 row",
        'exported: {pattern: "list_(?<date>\\\\d{4}-\\\\d{2}-\\\\d{2})"}',
    ):
        assert line in proposal.text


def test_a_state_says_what_a_time_of_ending_means(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    path = written(
        tmp_path,
        "list.csv",
        "Number,Customer,Priority,Status,Opened,First response,Resolved,Closed\n"
        "1,A,1,Closed,2026-06-01 08:00,2026-06-01 08:05,2026-06-01 09:00,2026-06-02 09:00\n"
        "2,A,1,Reopened,2026-06-01 08:00,2026-06-01 08:05,2026-06-01 09:00,2026-06-02 09:00\n"
        "3,A,1,Cancelled,2026-06-01 08:00,,2026-06-01 09:00,\n"
        "4,A,1,Rejected,2026-06-01 08:00,,,2026-06-01 10:00\n"
        "5,A,1,Resolved,2026-06-01 08:00,,2026-06-01 09:00,\n",
    )

    came = brought(warehouse, path, {"place": "UTC DE"} | TERMS)

    assert came.rows_quarantined == 0
    found = warehouse.execute(
        "select ticket_id, strftime(occurred_at, '%d %H:%M'), coalesce(value, field) "
        "from raw.ticket_events order by all"
    ).fetchall()
    assert found == [
        ("1", "01 08:05", "response"),
        ("1", "01 09:00", "restored"),
        ("1", "02 09:00", "closed"),
        ("2", "01 08:05", "response"),
        ("3", "01 09:00", "cancelled"),
        ("4", "01 10:00", "cancelled"),
        ("5", "01 09:00", "restored"),
    ]


def test_what_a_file_holds_stays_text_in_the_mapping(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    names = ['Ticket "Nr"', "Kunde: #1", "Prio & more?", "{Eröffnet}", "- Gelöst", "yes"]
    header = ",".join('"' + name.replace('"', '""') + '"' for name in names)
    path = written(
        tmp_path,
        "böse: [x] {y} #z.csv",
        f'{header}\n1,=cmd(),"a""b: #c\u2028d",2026-06-01 08:00,2026-06-01 09:00,x\n',
    )
    seen = inspected([path])
    text = proposed(seen, PLACE | TERMS | {"customer": "Kunde: #1"}).text

    # No name says how urgent a ticket is: a person writes it in.
    assert '        priority: "?"' in text
    words = '{column: "Prio & more??", words: {"a\\"b: #c\\u2028d": P1}}'
    text = text.replace('        priority: "?"', f"        priority: {words}")
    came = take_in(warehouse, plan(path, parsed_mapping(text, name="proposed")))
    assert (came.rows_loaded, came.rows_quarantined) == (1, 0)
    assert warehouse.execute("select customer_id, priority from raw.tickets").fetchall() == [
        ("=cmd()", "P1")
    ]


def test_lists_of_two_kinds_become_two_sources(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    first = written(
        tmp_path, "incidents.csv", "Number,Customer,Priority,Opened\n1,A,Hoch,2026-06-01 08:00\n"
    )
    second = written(
        tmp_path,
        "requests.csv",
        "Nr;Kunde;Prio;Art;Erstellt\n2;B;Mittel;Anfrage;13.06.2026 08:00\n",
    )

    text = proposed(inspected([first, second]), PLACE | TERMS).text

    mapping = parsed_mapping(text, name="proposed")
    for path in (first, second):
        assert take_in(warehouse, plan(path, mapping)).rows_loaded == 1
    found = warehouse.execute("select ticket_id, kind, opened_at from raw.tickets order by 1")
    assert found.fetchall() == [
        ("1", "incident", datetime(2026, 6, 1, 6)),
        ("2", "service_request", datetime(2026, 6, 13, 6)),
    ]


def test_customers_whose_agreements_came_are_not_asked_for_terms(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "Number,Customer,Priority,Opened\n1,A,P1,2026-06-01 08:00\n")

    seen = inspected([path], with_terms=frozenset({"A", "B"}))
    partly = inspected([path], with_terms=frozenset({"B"}))

    assert [one.name for one in seen.questions] == ["place"]
    assert [one.name for one in partly.questions] == ["place", "terms"]
    assert "agreements:" not in proposed(seen, PLACE).text
    assert parsed_mapping(proposed(seen, PLACE).text, name="proposed")
    assert "agreements:" not in proposed(partly, PLACE | {"terms": "none"}).text


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ({"place": "Berlin"}, "'Berlin' is not an IANA time zone.*did you mean Europe/Berlin"),
        ({"place": "UTC"}, "UTC lies in no country: name the region too"),
        ({"place": "Europe/Berlin XX"}, "'XX' is not a country or subdivision"),
        ({"terms": "2026"}, "is not two days such as"),
        ({"terms": "2026-12-31 to 2026-01-01"}, "2026-01-01 lies before 2026-12-31"),
        ({"day_order": "day first"}, "is none of day-month-year"),
        ({"customer": " "}, "give a name, or the name"),
        ({"moon": "full"}, "no question is called moon.*customer, day_order, place, terms"),
    ],
)
def test_an_answer_that_cannot_be_one_is_refused(answer: dict[str, str], why: str) -> None:
    seen = inspected([OF_PIPELINE / "flat_no_history/t.csv"])

    with pytest.raises(RefusedError, match=why):
        proposed(seen, answer)


@pytest.mark.parametrize(
    ("path", "why"),
    [
        (OF_PIPELINE / "same_key/tickets.csv", "needs no mapping"),
        (FILES / "lost_transition/jira_changelog.csv", "each row is a change of one field"),
        (FILES / "hold_reason/snow_log.csv", "looks like a log"),
        (FILES / "nowhere.csv", "there is no such file or folder"),
        (FILES / "excel", r"it is a folder, .* Name those that it is to read; there are Drei_Juni"),
    ],
)
def test_what_is_no_list_is_refused_with_the_way_out(path: Path, why: str) -> None:
    with pytest.raises(RefusedError, match=why):
        inspected([path])


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", "a,b\n1,2\n", "no column is recognised by its name; there are 'a', 'b'. Is it a"),
        ("a.json", '{"error": "x"}', "no column is recognised by its name; there are 'error'."),
        ("a.csv", "Number,b\n1,2\n", "not recognised were 'b'; write in the open places which of"),
    ],
)
def test_columns_that_nobody_knows_are_named(
    tmp_path: Path, name: str, content: str, said: str
) -> None:
    proposal = proposed(inspected([written(tmp_path, name, content)]), {})

    assert any(said in sentence for sentence in proposal.said)


def test_a_region_that_only_follows_from_the_zone_is_said() -> None:
    seen = inspected([FILES / "excel/Plain_Juni.xlsx"])
    said = "The holidays of DE hold, as Europe/Berlin lies there; where others hold, correct"

    assert proposed(seen, {"place": "Europe/Berlin", **TERMS}).said[-1].startswith(said)
    assert not any(said in one for one in proposed(seen, {**PLACE, **TERMS}).said)


@pytest.mark.parametrize(
    ("product", "file"),
    [
        ("flat", "flat_2026-06-30.csv"),
        ("servicenow", "incident-2026-06-30.csv"),
        ("jira", "Jira 2026-06-30.csv"),
        ("zendesk", "zendesk_2026-06-30.csv"),
        ("freshdesk", "freshdesk_2026-06-30.csv"),
        ("salesforce", "report1782806400000.csv"),
    ],
)
def test_the_list_of_a_product_is_known_by_its_columns(product: str, file: str) -> None:
    found = fitting(mappings_in(FOLDER), inspected([FILES / product / file]))  # type: ignore[arg-type]

    assert found is not None
    assert found.name == product
