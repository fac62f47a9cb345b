"""A shipped mapping made one's own: only its lines to change are changed."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest

from ingest.errors import RefusedError
from ingest.mapping_file import load_mapping, parsed_mapping
from ingest.open_places import OPEN
from ingest.plan import plan
from ingest.proposals.proposal import Proposal, inspected, proposed

FILES = Path(__file__).parents[1] / "files"
GIVEN = {"place": "Europe/London GB-ENG", "terms": "2025-04-01 to 2027-03-31"}
# Tables of products that a mapping reads as they come; logs and histories among them.
PRODUCTS = ("flat", "servicenow", "jira", "zendesk", "freshdesk", "salesforce", "smax")
EVERY = [path for product in PRODUCTS for path in sorted((FILES / product).iterdir())]


def adapted(product: str, *paths: Path, given: dict[str, str] = GIVEN) -> Proposal:
    return proposed(inspected(paths, shipped=load_mapping(product)), given)


def changed(product: str, text: str) -> list[str]:
    """The lines of a mapping that are others than those that come along."""
    before = load_mapping(product).text.splitlines()
    told = difflib.unified_diff(before, text.splitlines(), n=0, lineterm="")
    return [line[1:].strip() for line in told if line.startswith("+") and line[1:2] != "+"]


@pytest.mark.parametrize("path", EVERY, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_file_of_a_product_leads_to_a_mapping_that_reads_it(path: Path) -> None:
    extra = {"day_order": "day-month-year", "customer": "Acme"}
    proposal = adapted(path.parent.name, path, given=GIVEN | extra)
    # What nobody knows is a word that the product's files were given to be refused for.
    text = proposal.text.replace(f'"{OPEN}"', '""') if proposal.open_places else proposal.text
    assert all(".words." in one.key or "parts." in one.key for one in proposal.open_places)

    mapping = parsed_mapping(text, name=path.name) if not proposal.open_places else None
    assert mapping is None or plan(path, mapping).source is not None


def test_zone_terms_and_region_are_filled_and_all_else_stays() -> None:
    proposal = adapted("jira", FILES / "jira" / "jira_datacenter.csv")

    assert proposal.open_places == ()
    assert changed("jira", proposal.text) == [
        "# The shipped mapping jira; `service-review mapping init --as jira` filled its lines to "
        "change for",
        "# jira_datacenter.csv.",
        "zone: &zone Europe/London       # of CSV: the zone in the profile of the user who exports",
        'starts_on: &starts_on "2025-04-01"',
        'ends_on: &ends_on "2027-03-31"',
        "time_zone: &customers_zone Europe/London",
        "support_region: &region GB-ENG",
    ]


def test_without_answers_the_lines_to_change_are_open() -> None:
    proposal = adapted("jira", FILES / "jira" / "jira_datacenter.csv", given={})

    assert [one.key for one in proposal.open_places] == [
        "parts.zone",
        "parts.terms.starts_on",
        "parts.terms.ends_on",
        "parts.terms.time_zone",
        "parts.terms.support_region",
    ]


def test_words_that_the_mapping_lacks_are_added_known_ones_filled_in() -> None:
    path = FILES / "smax" / "smax_incident_2026-06-30.json"

    text = adapted("smax", path).text
    assert "LowPriority: P4, Sehr hoch: P1}" in text
    servicenow = adapted("servicenow", FILES / "servicenow" / "incident-2026-06-30.csv")
    assert {one.key.split(".")[-1] for one in servicenow.open_places} == {"Sky high", "Parked"}


def test_a_file_under_another_name_and_with_its_own_customer_column_is_read() -> None:
    path = FILES / "jira_repeated_headers" / "cloud_june.csv"
    proposal = adapted("jira", path)

    assert proposal.open_places == ()
    assert 'files: ["[Jj]ira*.csv*", "cloud_*.csv"]' in proposal.text
    assert "Custom field (Customer)" in "".join(changed("jira", proposal.text))
    assert any("its column Custom field (Customer) says whose" in one for one in proposal.said)
    assert plan(path, parsed_mapping(proposal.text, name="jira")).source is not None


def test_another_form_of_text_is_written_into_the_mapping(tmp_path: Path) -> None:
    path = tmp_path / "flat_de_Juni.csv"
    text = (FILES / "flat" / "flat_de_2026-06-30.csv").read_text(encoding="utf-8")
    path.write_bytes(text.encode("cp1252"))

    found = adapted("flat", path, given=GIVEN | {"day_order": "day-month-year"})

    assert 'format: &format_de {delimiter: ";", encoding: cp1252}' in found.text


def test_terms_that_are_delivered_are_taken_out_of_every_source() -> None:
    path = FILES / "jira" / "jira_datacenter.csv"
    found = adapted("jira", path, given={"place": "Europe/London", "terms": "none"})

    mapping = parsed_mapping(found.text, name="jira")
    assert [one for one in mapping.sources if "agreements" in one.records] == []
    assert len(mapping.sources) == len(load_mapping("jira").sources)


def test_a_file_without_the_columns_is_refused_naming_them() -> None:
    with pytest.raises(RefusedError, match=r"does not have: Ticket ID.*Export them too, or"):
        adapted("freshdesk", FILES / "date_only" / "isodays.csv")


def test_a_time_that_the_mapping_does_not_read_gets_its_form(tmp_path: Path) -> None:
    path = tmp_path / "zendesk_june.csv"
    text = (FILES / "zendesk" / "zendesk_2026-06-30.csv").read_text(encoding="utf-8")
    header, *lines = text.splitlines()
    path.write_text("\n".join([header, *(line.replace("2026-06-", "2026/06/") for line in lines)]))

    proposal = adapted("zendesk", path)

    assert 'time_formats: ["%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M"]' in proposal.text
