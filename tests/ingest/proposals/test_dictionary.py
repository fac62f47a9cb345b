"""The names of columns and the words in them that are known."""

from __future__ import annotations

from collections import defaultdict

import pytest

from ingest.contract import BY_NAME, ENVIRONMENTS, PRIORITIES, STATUSES, TICKET_KINDS
from ingest.proposals.dictionary import _content, headers, meaning, plain, spellings, words
from ingest.proposals.roles import OF_CHANGES, TIMES, WORDS

ALLOWED = {
    "priority": PRIORITIES,
    "kind": TICKET_KINDS,
    "environment": ENVIRONMENTS,
    "status": STATUSES,
}


def test_no_name_of_a_column_has_two_roles() -> None:
    roles: dict[str, set[str]] = defaultdict(set)
    for role, names in headers().items():
        for name in names:
            roles[name].add(role)

    assert {name: several for name, several in roles.items() if len(several) > 1} == {}


def test_no_word_of_a_column_has_two_meanings() -> None:
    for role, by_meaning in _content("words.yml").items():
        meanings: dict[str, set[str]] = defaultdict(set)
        for means, by_language in by_meaning.items():
            for word in (word for several in by_language.values() for word in several):
                meanings[plain(word)].add(means)

        assert {word: several for word, several in meanings.items() if len(several) > 1} == {}, role


@pytest.mark.parametrize("role", ALLOWED)
def test_what_a_word_means_is_a_word_of_the_contract(role: str) -> None:
    assert set(words()[role].values()) == set(ALLOWED[role])


def test_every_role_is_a_column_of_the_contract_or_one_that_events_are_made_of() -> None:
    events = {"responded_at", "resolved_at", "closed_at", "status", "customer", "exported_at"}
    known = {*BY_NAME["tickets"].deliverable_names, *events, *OF_CHANGES, "log_time"}

    assert set(headers()) <= known
    assert set(TIMES) | set(WORDS) <= set(headers())


def test_each_role_is_known_in_four_languages() -> None:
    languages = {"english", "german", "french", "spanish"}

    for role, by_language in _content("headers.yml").items():
        assert languages <= set(by_language), role


@pytest.mark.parametrize(
    ("written", "role"),
    [
        ("Ticket-Nr.", "ticket_id"),
        ("PRIORITAET", "priority"),
        ("Eroeffnet am", "opened_at"),
        ("Opened (UTC)", "opened_at"),
        ("CreatedDate", "opened_at"),
        ("Custom field (Customer)", "customer"),
        ("N° de ticket", "ticket_id"),
        ("Première réponse", "responded_at"),
        ("Fecha de resolución", "resolved_at"),
        ("  Gelöst\nam ", "resolved_at"),
    ],
)
def test_a_name_is_known_however_it_is_written(written: str, role: str) -> None:
    assert any(way in headers()[role] for way in spellings(written))


@pytest.mark.parametrize(
    ("role", "word", "means"),
    [
        ("priority", "1 - Critical", "P1"),
        ("priority", "Très élevée", "P1"),
        ("priority", "Media", "P3"),
        ("kind", "STÖRUNG", "incident"),
        ("kind", "Demande de service", "service_request"),
        ("status", "Wartet auf Kunde", "awaiting_customer"),
        ("status", "Clôturé", "closed"),
        ("status", "On Hold", "in_progress"),
        ("channel", "Téléphone", "phone"),
        ("priority", "So lala", None),
    ],
)
def test_a_word_is_known_in_each_language(role: str, word: str, means: str | None) -> None:
    assert meaning(role, word) == means
