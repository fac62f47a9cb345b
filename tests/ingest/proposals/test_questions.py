"""How much a person has to answer before the files of each kind can be taken in."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from ingest.deliveries import take_in
from ingest.mapping_file import load_mapping, parsed_mapping
from ingest.open_places import OPEN
from ingest.plan import in_order, plan
from ingest.proposals.proposal import inspected, proposed
from tests.conftest import shared

FILES = Path(__file__).parents[1] / "files"
MOST_QUESTIONS = 3
# Who strikes such a word leaves its rows to the quarantine.
OPEN_WORD = re.compile(rf',?[^,{{}}\n]+: "{re.escape(OPEN)}"')
ANSWERS = {
    "place": "Europe/Berlin DE",
    "terms": "2025-04-01 to 2027-03-31",
    "day_order": "day-month-year",
    "customer": "Acme",
}
# Words that a product's files hold for no other reason than that no mapping knows them.
UNKNOWN = {
    "flat": {"Mighty", "Parked"},
    "servicenow": {"Sky high", "Parked", "Parked / ", "None"},
    "jira": {"Ready for pickup"},
    "zendesk": {"complaint", "Sky high", "parked"},
    "freshdesk": {"Complaint", "9", "Ready for Production"},
    "salesforce": {"Sky high", "With the vendor", "Weekly call"},
    "smax": {"Parked"},
}
# Lists that no mapping comes along for, with the rows of each file in the order it is taken in.
LISTS = {
    "date_only/isodays.csv": [3],
    "date_only/osticket_june.csv": [3],
    "excel/Drei_Juni.xlsx": [3],
    "excel/Mixed_Juni.xlsx": [7],
    "excel/Plain_Juni.xlsx": [20],
    "excel/Report_Juni.xlsx": [20],
    "excel/Total_Juni.xlsx": [20],
    "flat_no_history/t.csv": [4],
    "jira_repeated_headers/cloud_june.csv": [3],
    "jira_repeated_headers/jira_june.csv": [3],
    "mapping_redo/Tickets_alle.csv": [360],
    "overlap/Tickets_Mai.csv overlap/Tickets_Juni.csv": [3, 3],
}


@pytest.mark.parametrize("product", sorted(UNKNOWN))
def test_all_files_of_a_product_come_in_after_three_answers_at_most(product: str) -> None:
    paths = sorted((FILES / product).iterdir())

    seen = inspected(paths, shipped=load_mapping(product))
    names = [question.name for question in seen.questions]
    proposal = proposed(seen, {name: ANSWERS[name] for name in names})

    assert len(names) <= MOST_QUESTIONS
    assert {one.key.rpartition(".")[2] for one in proposal.open_places} == UNKNOWN[product]
    mapping = parsed_mapping(OPEN_WORD.sub("", proposal.text), name=product)
    with duckdb.connect() as connection:
        for one in in_order([plan(path, mapping) for path in paths]):
            came = take_in(connection, one)

            assert came.rows_read > 0
            assert came.rows_read == came.rows_loaded + came.rows_quarantined + came.rows_known


@pytest.mark.parametrize("names", sorted(LISTS))
def test_a_list_comes_in_whole_after_three_answers_at_most(names: str) -> None:
    paths = [shared(f"cases/files/{name}") for name in names.split()]

    seen = inspected(paths)
    questions = [question.name for question in seen.questions]
    proposal = proposed(seen, {name: ANSWERS[name] for name in questions})
    mapping = parsed_mapping(proposal.text, name="desk")

    assert len(questions) <= MOST_QUESTIONS
    assert proposal.open_places == ()
    with duckdb.connect() as connection:
        came = [take_in(connection, one) for one in in_order([plan(p, mapping) for p in paths])]
    assert [one.rows_read for one in came] == LISTS[names]
    assert [one.rows_quarantined for one in came] == [0 for _ in came]
