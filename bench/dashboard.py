"""How fast the dashboard is: `python -m bench.dashboard --folder FOLDER [--out results.json]`.

A portfolio of 400 customers and a million tickets is made, taken in and built once, and kept in the
folder. The real server serves it; each page is asked for by one reader, then in Chromium, then
fifty readers go through pages and filters with five seconds between, while another snapshot is
published.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console

from bench.browser import DRAWN, chromium, serving
from bench.dashboard_report import dashboard_lines
from bench.machine import machine
from bench.place import Place
from bench.sessions import Answer, Session, WrongAnswerError, pause, session
from pipeline.build import build
from pipeline.intake import take_in_all
from simulate.bulk import write_bulk

SECONDS_BETWEEN = 5.0
# Customers that nobody has asked for yet, so that nothing of theirs is kept.
CUSTOMERS_ASKED = 5

console = Console(width=110)


@dataclass
class Found:
    """What the readers met: answers, those after the publish, and what went wrong."""

    answers: list[Answer] = field(default_factory=list)
    news: list[Answer] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--folder", type=Path, required=True, help="where the portfolio is kept")
    arguments.add_argument("--tickets", type=int, default=1_000_000)
    arguments.add_argument("--customers", type=int, default=400)
    arguments.add_argument("--users", type=int, default=50)
    arguments.add_argument("--seconds", type=float, default=90.0)
    arguments.add_argument("--out", type=Path, help="write what was measured there, as JSON")
    arguments.add_argument("--make-only", action="store_true", help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    place = Place(chosen.folder)
    if chosen.make_only:
        make(place, tickets=chosen.tickets, customers=chosen.customers)
        return
    if not (place.workspace.published / "CURRENT").exists():
        console.print("making the portfolio ...")
        subprocess.run([sys.executable, "-m", "bench.dashboard", *sys.argv[1:], "--make-only"],
                       check=True)  # fmt: skip
    results = measure(place, users=chosen.users, seconds=chosen.seconds)
    results |= {
        "tickets": chosen.tickets,
        "customers": chosen.customers,
        "machine": machine("duckdb", "streamlit", "altair"),
    }
    console.print("\n".join(dashboard_lines(results)), highlight=False, markup=False)
    if chosen.out:
        chosen.out.parent.mkdir(parents=True, exist_ok=True)
        chosen.out.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    if results["users"]["errors"]:
        raise SystemExit("\n".join(results["users"]["errors"][:20]))


def make(place: Place, *, tickets: int, customers: int) -> None:
    """Make the portfolio, take it in and build it; large, so in a process of its own."""
    write_bulk(place.delivery, tickets=tickets, customers=customers)
    take_in_all(place.workspace, [place.delivery])
    build(place.workspace)


def measure(place: Place, *, users: int, seconds: float) -> dict[str, Any]:
    """Serve it, ask for each page, then let the users in."""
    with serving(place.workspace.root, place.root / "server.txt") as address:
        console.print("one reader ...")
        pages = asyncio.run(_one_reader(address))
        console.print("Chromium ...")
        drawn = _in_chromium(address, list(pages["again"]))
        console.print(f"{users} readers ...")
        found = asyncio.run(_many_readers(address, place, users=users, seconds=seconds))
    return {
        "pages": pages,
        "chromium": drawn,
        "users": {
            "users": users,
            "seconds": seconds,
            "answers": _summary([one.seconds for one in found.answers]),
            "first_element": _summary([one.first_seconds for one in found.answers]),
            "news": _summary([one.seconds for one in found.news]),
            "mib": round(sum(one.received_bytes for one in found.answers) / 2**20),
            "errors": found.errors,
        },
    }


async def _one_reader(address: str) -> dict[str, Any]:
    """Seconds by page: opened for customers nobody asked for, again, and filters changed."""
    async with session(address) as reader:
        await reader.open("", "")
        pages = list(reader.pages)
        customers = reader.boxes["Customer"].options
    dice = random.Random(7)  # noqa: S311 - the same walk again
    new: dict[str, list[float]] = {page: [] for page in pages}
    again: dict[str, list[float]] = {page: [] for page in pages}
    filters: dict[str, list[float]] = {page: [] for page in pages}
    for customer in dice.sample(customers, CUSTOMERS_ASKED):
        async with session(address) as reader:
            await reader.open("", "")
            await reader.choose("Customer", customer)
            for page in pages:
                new[page].append((await reader.follow(page)).seconds)
            for page in pages:
                again[page].append((await reader.follow(page)).seconds)
            for page in pages:
                await reader.follow(page)
                filters[page].append((await _change_a_filter(reader, dice)).seconds)
    return {"new": {page: _summary(one) for page, one in new.items()},
            "again": {page: _summary(one) for page, one in again.items()},
            "filters": {page: _summary(one) for page, one in filters.items()}}  # fmt: skip


async def _change_a_filter(
    reader: Session, dice: random.Random, customers: list[str] | None = None
) -> Answer:
    """Another customer, or another of the last twelve months."""
    label = dice.choice([one for one in ("Customer", "Month") if one in reader.boxes])
    options = reader.boxes[label].options
    chosen = options[:12] if label == "Month" else customers or options
    return await reader.choose(label, dice.choice(chosen))


def _in_chromium(address: str, pages: list[str]) -> dict[str, Any]:
    """Seconds until a page is drawn in a browser that has been there before, by page."""
    found: dict[str, Any] = {}
    with chromium() as launched:
        page = launched.new_context(viewport={"width": 1400, "height": 1000}).new_page()
        page.goto(address)
        page.wait_for_function(DRAWN)
        for name in pages:
            took = []
            for _ in range(3):
                began = time.perf_counter()
                page.goto(f"{address}/{name}")
                page.wait_for_function(DRAWN)
                took.append(time.perf_counter() - began)
            found[name] = _summary(took)
    return found


async def _many_readers(address: str, place: Place, *, users: int, seconds: float) -> Found:
    found = Found()
    until = time.perf_counter() + seconds
    async with session(address) as first:
        await first.open("", "")
        customers = first.boxes["Customer"].options
    readers = [
        _reader(address, found, random.Random(number), until, customers[number::users])  # noqa: S311 - each walks the same way again
        for number in range(users)
    ]
    with _published_anew(place) as publish:
        await asyncio.gather(*readers, _later(seconds / 2, publish))
    return found


async def _reader(
    address: str, found: Found, dice: random.Random, until: float, customers: list[str]
) -> None:
    """One reader: opens the dashboard at some moment, then pages and filters, pausing between.

    Each looks after `customers` of their own, so what one asks for was asked for by no other.
    """
    try:
        await asyncio.sleep(dice.uniform(0, SECONDS_BETWEEN))
        async with session(address) as reader:
            found.answers.append(await reader.open("", ""))
            while time.perf_counter() < until:
                await pause(reader, SECONDS_BETWEEN, found.news)
                found.answers.append(
                    await reader.follow(dice.choice(list(reader.pages)))
                    if dice.random() < 0.5
                    else await _change_a_filter(reader, dice, customers)
                )
    except (WrongAnswerError, OSError, TimeoutError) as error:
        found.errors.append(f"{type(error).__name__}: {error}")


async def _later(seconds: float, publish: Any) -> None:
    await asyncio.sleep(seconds)
    await asyncio.to_thread(publish)


@contextmanager
def _published_anew(place: Place) -> Iterator[Any]:
    """A way to publish the same figures as a snapshot of another name; taken back at the end."""
    folder = place.workspace.published
    pointer = folder / "CURRENT"
    before = pointer.read_text(encoding="utf-8").strip()
    copied = folder / f"{int(before[:6]) + 1:06d}{before[6:]}"

    def publish() -> None:
        shutil.copyfile(folder / before, copied)
        (folder / "CURRENT.new").write_text(copied.name)
        os.replace(folder / "CURRENT.new", pointer)

    try:
        yield publish
    finally:
        pointer.write_text(before)
        copied.unlink(missing_ok=True)


def _summary(seconds: list[float]) -> dict[str, float]:
    """How many, and of them the middle, the one that 95 % keep to, and the longest."""
    if not seconds:
        return {"count": 0, "p50": 0.0, "p95": 0.0, "max": 0.0}
    ordered = sorted(seconds)
    places = {"p50": 0.5, "p95": 0.95, "max": 1.0}
    return {"count": len(ordered)} | {
        name: round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 3)
        for name, share in places.items()
    }


if __name__ == "__main__":
    main()
