"""A mapping with places that are still open is refused once it would be used, and not before."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.errors import RefusedError
from ingest.mapping_file import FOLDER, load_mapping, mapping_for, mappings_in
from ingest.open_places import OpenPlacesError, open_places

UNFINISHED = """
name: desk
parts:
  zone: &zone "?"
  priorities: &priorities {Hoch: P2, Dringend: "?"}
sources:
  - files: ["list*.csv", "liste.csv"]
    time_zone: *zone
    day_order: ?
    missing: ["?"]
    records:
      customers: {customer_id: Kunde, name: "?"}
      tickets:
        when: {column: Art, is: ["?"]}
        ticket_id: "Nr?"
        customer_id: Kunde
        kind: {column: Art, words: {"?": incident, Foo: "?"}}
        environment: {constant: ?}   # bare, as people write it
        priority: {column: Prio, words: *priorities}
        opened_at: "?"
      ticket_events:
        - ticket_id: Nr
          occurred_at: Zu
          field: {constant: status}
          value: {column: Status, words: {Weg: "?"}}
"""


def test_each_open_place_is_named_with_its_line_and_what_belongs_there() -> None:
    found = open_places(UNFINISHED, name="desk.yml")

    assert [(one.line, one.key) for one in found] == [
        (4, "parts.zone"),
        (5, "parts.priorities.Dringend"),
        (9, "sources.day_order"),
        (12, "sources.records.customers.name"),
        (17, "sources.records.tickets.kind.words.Foo"),
        (18, "sources.records.tickets.environment.constant"),
        (20, "sources.records.tickets.opened_at"),
        (25, "sources.records.ticket_events.value.words.Weg"),
    ]
    expected = [one.expected for one in found]
    assert expected[0] == "an IANA time zone such as Europe/Berlin"
    assert expected[1] == "one of P1, P2, P3, P4, which 'Dringend' means"
    assert expected[2] == "day-month-year or month-day-year"
    assert "the file's column for customers.name" in expected[3]
    assert expected[4] == "one of incident, service_request, problem, which 'Foo' means"
    assert expected[5] == "one of production, non_production"
    assert "When it was logged" in expected[6]
    assert "restored, closed, cancelled, which 'Weg' means" in expected[7]


def test_a_mapping_is_refused_where_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "desk.yml").write_text(UNFINISHED, encoding="utf-8")

    with pytest.raises(OpenPlacesError, match=r"desk\.yml: 8 places are still open") as refusal:
        load_mapping("desk", (tmp_path, FOLDER))

    assert "line 5, parts.priorities.Dringend: one of P1, P2, P3, P4" in str(refusal.value)


def test_it_stands_in_the_way_of_its_own_files_alone(tmp_path: Path) -> None:
    (tmp_path / "desk.yml").write_text(UNFINISHED, encoding="utf-8")
    own = mappings_in(tmp_path)

    for name in ("list_may.csv", "liste.csv"):
        with pytest.raises(RefusedError, match="still open"):
            mapping_for(Path(name), own, ())
    assert mapping_for(Path("other.csv"), own, ()) is None


def test_a_question_mark_of_the_source_is_no_open_place() -> None:
    for path in FOLDER.glob("*.yml"):
        assert open_places(path.read_text(encoding="utf-8"), name=path.name) == ()
