"""The walk that docs/walkthrough.md tells: its pictures are there, its links lead to pages."""

from __future__ import annotations

import re
import struct
from urllib.parse import parse_qs, urlsplit

from app import PAGES
from bench.walkthrough import GUIDE, MEASURED, PICTURES, SHARED, SIZE

KIB = 1024
TEXT = GUIDE.read_text(encoding="utf-8")


def test_the_guide_names_every_picture_of_its_folder_and_no_other() -> None:
    named = re.findall(r"!\[[^]]+\]\(images/walkthrough/([\w-]+\.png)\)", TEXT)

    assert sorted(named) == sorted(path.name for path in PICTURES.iterdir())


def test_a_picture_is_as_wide_as_the_screen_of_the_walk_and_quick_to_load() -> None:
    sizes = {path.name: path.stat().st_size for path in PICTURES.iterdir()}
    widths = {
        path.name: struct.unpack(">I", path.read_bytes()[16:20])[0]
        for path in PICTURES.iterdir()
        if path.name != "print.png"
    }

    assert set(widths.values()) == {SIZE["width"]}
    assert max(sizes.values()) < 200 * KIB


def test_each_link_of_the_guide_leads_to_a_page_and_the_first_is_the_one_that_is_shared() -> None:
    links = [urlsplit(one) for one in re.findall(r"http://localhost:8501/[^>)\s]*", TEXT)]
    pages = {entry.address for entries in PAGES.values() for entry in entries}

    assert links[0].geturl() == f"http://localhost:8501/{SHARED}"
    assert {link.path.removeprefix("/") for link in links} <= pages
    asked = parse_qs(links[0].query)
    assert all(parse_qs(link.query) in ({}, asked) for link in links)


def test_the_guide_tells_how_long_the_pages_took() -> None:
    measured = MEASURED.search(TEXT)

    assert measured
    seconds = dict(re.findall(r"^\| (.+) \| (\d+\.\d) \|$", measured[0], re.MULTILINE))
    assert {"The shared link", "A remark, kept", "Every click together"} <= set(seconds)
