"""A portfolio becomes files: the delivery in one folder, the truth in another beside it."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import polars as pl

from ingest.contract import ENTITIES
from simulate.portfolio import Portfolio

Format = Literal["csv", "csv.gz", "jsonl", "parquet"]
FORMATS: tuple[Format, ...] = ("csv", "csv.gz", "jsonl", "parquet")
INSTANT_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


def write(
    portfolio: Portfolio,
    folder: Path,
    *,
    formats: Mapping[str, Format] | Format = "csv",
) -> tuple[Path, ...]:
    """Write one file an entity into `folder`, and the truth into `truth` beside that folder.

    `formats` is one format for all, or one by entity (CSV where it names none). The truth is
    written in full, as CSV and as Parquet, and `portfolio.json` with `as_of` and the
    parameters. Returns the paths of the delivery, parents before children. Raises ValueError for an
    unknown entity or format.
    """
    chosen = _formats(formats)
    folder.mkdir(parents=True, exist_ok=True)
    paths = tuple(
        _write_frame(portfolio.frames[name], folder / f"{name}.{kind}", kind)
        for name, kind in chosen.items()
    )
    _write_truth(portfolio, folder.resolve().parent / "truth")
    return paths


def _formats(formats: Mapping[str, Format] | Format) -> dict[str, Format]:
    """The format of each entity."""
    names = [entity.name for entity in ENTITIES]
    given = dict.fromkeys(names, formats) if isinstance(formats, str) else dict(formats)
    unknown = [*(set(given) - set(names)), *(set(given.values()) - set(FORMATS))]
    if unknown:
        raise ValueError(f"unknown entity or format: {', '.join(sorted(unknown))}")
    return {name: given.get(name, "csv") for name in names}


def _write_truth(portfolio: Portfolio, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in portfolio.truth.items():
        _write_frame(frame, folder / f"{name}.csv", "csv")
        _write_frame(frame, folder / f"{name}.parquet", "parquet")
    parameters = portfolio.parameters
    about = {
        "as_of": portfolio.as_of.strftime(INSTANT_FORMAT),
        "seed": parameters.seed,
        "customers": parameters.customers,
        "months": parameters.months,
        "ends_on": parameters.ends_on.isoformat(),
    }
    (folder / "portfolio.json").write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")


def _write_frame(frame: pl.DataFrame, path: Path, kind: Format) -> Path:
    if kind == "parquet":
        frame.write_parquet(path)
    elif kind == "jsonl":
        _in_words(frame).write_ndjson(path)
    elif kind == "csv":
        _in_words(frame).write_csv(path)
    else:
        # Without a time and a name in its header, the same content gives the same bytes.
        content = _in_words(frame).write_csv().encode()
        path.write_bytes(gzip.compress(content, mtime=0))
    return path


def _in_words(frame: pl.DataFrame) -> pl.DataFrame:
    """Instants and dates as ISO 8601."""
    return frame.with_columns(
        pl.selectors.datetime().dt.strftime(INSTANT_FORMAT), pl.selectors.date().dt.to_string()
    )
