"""One question a file, each with its parameters by name: what a page or a hand-out can ask."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import polars as pl

from reports.snapshot import Snapshot, SnapshotPair


def ask(snapshot: Snapshot | SnapshotPair, question: str, **parameters: object) -> pl.DataFrame:
    """The answer to `<question>.sql`, whose `$names` are the keywords.

    Raises SnapshotError where the snapshot cannot answer it.
    """
    return snapshot.frame(_sql(question), parameters or None)


@cache
def _sql(question: str) -> str:
    return files(__name__).joinpath(f"{question}.sql").read_text(encoding="utf-8")
