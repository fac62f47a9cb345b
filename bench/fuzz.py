"""Broken files of every form: `python -m bench.fuzz --files 3000 --seed 1`.

Good files of every form, and of every mapping that comes along, are broken at random and taken in.
Each must be refused with a sentence, or every row of it must be loaded, quarantined or known. Each
lot runs in a process of its own, so that a crash is seen and takes nothing with it. What fails is
kept, with the seed that makes it again. Small files that cost a reader dear come in too, each by
itself: none may take over 10 s of CPU or 2 GiB.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import duckdb
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bench.failures import end_with
from bench.independent_rows import rows_of
from ingest.deliveries import take_in
from ingest.delivery_register import Delivery
from ingest.errors import RefusedError
from ingest.mapping import Mapping
from ingest.mapping_file import FOLDER, load_mapping
from ingest.plan import plan
from ingest.yaml_file import checked
from tests.ingest.costly_files import COSTLY
from tests.ingest.good_files import FILES, FORMS, RULES, canonical
from tests.ingest.mutations import mutated, packed_anew

LONGEST_SECONDS = 10
MOST_KIBIBYTES = 2 * 1024**2
CANONICAL = ("csv", "json", "jsonl", "parquet", "xlsx")
PACKED = (".xlsx",)


@dataclass(frozen=True)
class Good:
    """A good file: what reads it, its name, what is in it. `mapping` is empty for the contract's
    own form, RULES for invented ones, else the name of one that comes along.
    """

    mapping: str
    name: str
    content: bytes

    @property
    def title(self) -> str:
        """Say which file of which mapping it is."""
        return f"{self.mapping or 'contract'}: {self.name}"


@dataclass
class Lot:
    """What came of some broken files: how often what, the longest, the memory, and what failed."""

    outcomes: Counter[str] = field(default_factory=Counter)
    longest_seconds: float = 0.0
    kibibytes: int = 0
    failures: list[str] = field(default_factory=list)


def good_files() -> list[Good]:
    """Every form, and every file of every mapping that comes along."""
    shipped = [
        Good(folder.name, path.name, path.read_bytes())
        for folder in sorted(FILES.iterdir())
        if folder.is_dir() and (FOLDER / f"{folder.name}.yml").is_file()
        for path in sorted(folder.iterdir())
    ]
    invented = [Good("RULES", form.name, form.content) for form in FORMS]
    own = [Good("", f"tickets.{ending}", canonical(ending)) for ending in CANONICAL]
    return [*own, *invented, *shipped]


def mapping_of(good: Good) -> Mapping | None:
    """Load what reads a good file."""
    if not good.mapping:
        return None
    if good.mapping == "RULES":
        return checked(RULES, Mapping, name="broken.yml")
    return load_mapping(good.mapping)


def broken(good: Good, *, seed: int, times: int) -> Iterator[bytes]:
    """Break a good file so often; every second time what is packed in it, where it is a package."""
    if Path(good.name).suffix in PACKED:
        yield from packed_anew(good.content, seed=seed, times=times // 2)
        times -= times // 2
    yield from mutated(good.content, seed=seed, times=times)


def one_lot(good: Good, seed: int, times: int, kept: Path) -> Lot:
    """Take broken files in, one after the other, into one warehouse in memory."""
    lot = Lot()
    mapping = mapping_of(good)
    folder = kept / f"{good.mapping or 'contract'}-{good.name}-{seed}"
    folder.mkdir()
    path = folder / good.name
    with duckdb.connect() as connection:
        connection.execute("set memory_limit = '1GB'")
        for number, content in enumerate(broken(good, seed=seed, times=times)):
            path.write_bytes(content)
            begun = time.process_time()
            outcome, why = outcome_of(connection, path, mapping)
            seconds = time.process_time() - begun
            lot.outcomes[outcome] += 1
            lot.longest_seconds = max(lot.longest_seconds, seconds)
            if seconds > LONGEST_SECONDS:
                why += f" It took {seconds:.0f} s of CPU."
            if why:
                stays = folder / f"{number}-{good.name}"
                stays.write_bytes(content)
                lot.failures.append(f"{good.title}, seed {seed}, file {number}: {why} {stays}")
    lot.kibibytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return lot


def one_costly(title: str, kept: Path) -> Lot:
    """Take a costly file in."""
    name, content = COSTLY[title]
    folder = kept / title.replace(" ", "-")
    folder.mkdir()
    path = folder / name
    path.write_bytes(content())
    lot = Lot()
    # What making it took is not the reader's.
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with duckdb.connect() as connection:
        connection.execute("set memory_limit = '1GB'")
        begun = time.process_time()
        outcome, why = outcome_of(connection, path, None)
        lot.longest_seconds = time.process_time() - begun
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    lot.kibibytes = after if after > before else 0
    lot.outcomes[outcome] += 1
    if lot.longest_seconds > LONGEST_SECONDS:
        why += f" It took {lot.longest_seconds:.0f} s of CPU."
    if why:
        lot.failures.append(f"{title}: {why} {path}")
    else:
        path.unlink()
    return lot


def outcome_of(
    connection: duckdb.DuckDBPyConnection, path: Path, mapping: Mapping | None
) -> tuple[str, str]:
    """Take a file in; give the outcome, and why it is a failure, if it is one."""
    try:
        came = take_in(connection, plan(path, mapping))
    except RefusedError as refused:
        return "refused", "" if str(refused).strip() else "refused without a word."
    except KeyboardInterrupt:
        raise
    except BaseException:  # a panic of a library is no Exception
        return "failed", traceback.format_exc(limit=-3)
    amiss = amiss_with(connection, path, mapping, came)
    outcome = "taken in, some refused" if came.rows_quarantined else "taken in whole"
    return ("failed", f"{amiss}: {came}") if amiss else (outcome, "")


def amiss_with(
    connection: duckdb.DuckDBPyConnection, path: Path, mapping: Mapping | None, came: Delivery
) -> str:
    """Say what is wrong with the count of a file's rows; empty where each is accounted for."""
    if came.rows_read != came.rows_loaded + came.rows_quarantined + came.rows_known:
        return "rows do not add up"
    if min(came.rows_loaded, came.rows_quarantined, came.rows_known) < 0:
        return "fewer rows than none"
    rows = rows_of(path) if mapping is None and came.is_new else None
    if rows is not None and rows != came.rows_read:
        return f"another reader counts {rows} rows"
    ((quarantined,),) = connection.execute(
        "select count(distinct row_number) from raw.quarantine where delivery_id = $delivery",
        {"delivery": came.delivery_id},
    ).fetchall()
    if came.is_new and quarantined != came.rows_quarantined:
        return f"{quarantined} rows in quarantine"
    return ""


def run(files: int, seed: int, kept: Path, console: Console) -> Lot:
    """Break so many files over all forms, each as often as the others; then the costly ones."""
    goods = good_files()
    shares = [files // len(goods) + (place < files % len(goods)) for place in range(len(goods))]
    lots: list[tuple[str, Callable[[], Lot]]] = [
        (f"{good.title}, seed {seed + place}", partial(one_lot, good, seed + place, times, kept))
        for place, (good, times) in enumerate(zip(goods, shares, strict=True))
        if times
    ]
    lots += [(title, partial(one_costly, title, kept)) for title in COSTLY]
    whole = Lot()
    shown = track(lots, "Broken files", console=console, disable=not console.is_terminal)
    for title, made in shown:
        # A process of its own: an abort would end this one.
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(1, mp_context=context) as pool:
            try:
                lot = pool.submit(made).result()
            except BrokenProcessPool:
                lot = Lot(failures=[f"{title}: the process died. {kept}"])
        whole.outcomes += lot.outcomes
        whole.failures += lot.failures
        whole.longest_seconds = max(whole.longest_seconds, lot.longest_seconds)
        whole.kibibytes = max(whole.kibibytes, lot.kibibytes)
        if lot.kibibytes > MOST_KIBIBYTES:
            whole.failures.append(f"{title}: {lot.kibibytes / 1024**2:.1f} GiB of memory")
    return whole


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--files", type=int, default=3000, help="how many broken files [3000]")
    arguments.add_argument("--seed", type=int, default=1, help="the same seed, the same files [1]")
    chosen = arguments.parse_args()
    console = Console()
    kept = Path(tempfile.mkdtemp(prefix="broken-files-"))
    whole = run(chosen.files, chosen.seed, kept, console)
    shown = Table(
        title=f"{chosen.files:,} broken files, seed {chosen.seed}, and {len(COSTLY)} costly ones"
    )
    shown.add_column("outcome")
    shown.add_column("files", justify="right")
    for outcome, count in sorted(whole.outcomes.items()):
        shown.add_row(outcome, f"{count:,}")
    console.print(shown)
    console.print(
        f"The longest took {whole.longest_seconds:.1f} s of CPU; at most "
        f"{whole.kibibytes / 1024**2:.2f} GiB of memory; {len(whole.failures)} failed."
    )
    end_with(console, whole.failures)


if __name__ == "__main__":
    main()
