"""What the documents name is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
# A test, a module or another document, by its path from the root.
NAMED = re.compile(r"`((?:tests|bench|ingest|pipeline|reports|docs)/[\w/]+\.(?:py|md|sql|yml))`")
LINKED = re.compile(r"\]\((?!https?:|#)([^)#]+)")


def test_every_file_that_a_document_names_is_there() -> None:
    missing = {
        (document.name, name)
        for document in DOCUMENTS
        for name in NAMED.findall(document.read_text(encoding="utf-8"))
        if not (ROOT / name).is_file()
    }

    assert any("security" in document.name for document in DOCUMENTS)
    assert missing == set()


def test_every_link_of_a_document_leads_somewhere() -> None:
    missing = {
        (document.name, link)
        for document in DOCUMENTS
        for link in LINKED.findall(document.read_text(encoding="utf-8"))
        if not (document.parent / link).exists()
    }

    assert missing == set()
