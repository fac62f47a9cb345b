"""The two files of a backtest: monthly counts, and the forecasts to make on them."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from ingest.errors import first_line
from pipeline.errors import StoppedError

SERIES_COLUMNS: dict[str, type[pl.DataType]] = {
    "portfolio": pl.String,
    "kind": pl.String,
    "series_id": pl.String,
    "month": pl.Date,
    "units": pl.Float64,
}
# What a forecast may know of a case; whatever else the file holds is not read.
CASE_COLUMNS: dict[str, type[pl.DataType]] = {
    "case_id": pl.String,
    "series_id": pl.String,
    "portfolio": pl.String,
    "kind": pl.String,
    "year_start": pl.Date,
    "known_from": pl.Date,
    "known_to": pl.Date,
    "months_left": pl.Float64,
    "quota_units": pl.Float64,
    "used_units": pl.Float64,
}
NOT_NEGATIVE = ("units", "months_left", "quota_units", "used_units")
EXPECTED = {
    pl.String: "text",
    pl.Date: "a date such as 2026-06-01",
    pl.Float64: "a number",
}


def read_series(path: Path) -> pl.DataFrame:
    """Monthly counts, one row per series and month, in their order."""
    frame = _read(path, SERIES_COLUMNS)
    _refuse_rows(path, frame, pl.col("month").dt.day() != 1, "month", "the first day of a month")
    twice = frame.select(pl.struct("series_id", "month").is_duplicated()).to_series()
    if twice.any():
        first = frame.filter(twice).row(0, named=True)
        raise StoppedError(
            f"{path}: series_id {first['series_id']} has the month {first['month']} twice.",
            way_out="Keep one row for each series and month.",
        )
    return frame.sort("series_id", "month")


def read_cases(path: Path, series: pl.DataFrame, *, series_path: Path) -> pl.DataFrame:
    """The forecasts to make, in the file's order, with the first days of their months."""
    frame = _read(path, CASE_COLUMNS)
    for column in ("year_start", "known_from", "known_to"):
        _refuse_rows(path, frame, pl.col(column).dt.day() != 1, column, "the first day of a month")
    twice = frame.filter(pl.col("case_id").is_duplicated())
    if len(twice):
        raise StoppedError(
            f"{path}: case_id {twice['case_id'][0]} stands there twice.",
            way_out="Give each case an id of its own.",
        )
    empty = pl.col("known_to") < pl.col("known_from")
    missing = frame.filter(~empty & ~pl.col("series_id").is_in(series["series_id"].unique()))
    if len(missing):
        others = missing["series_id"].n_unique() - 1
        more = f" (and {others:,} more)" if others else ""
        raise StoppedError(
            f"{path}: column series_id names {missing['series_id'][0]}{more}, which {series_path} "
            "does not hold.",
            way_out="Give the series file that the cases were made from.",
        )
    return frame


def write_forecasts(frame: pl.DataFrame, path: Path) -> None:
    """Write the forecasts as CSV or Parquet, as the name ends."""
    try:
        if path.suffix == ".parquet":
            frame.write_parquet(path)
        else:
            frame.write_csv(path)
    except OSError as error:
        raise StoppedError(
            f"{path} could not be written: {error}.", way_out="Choose another --out."
        ) from None


def refuse_other_suffix(path: Path, what: str) -> None:
    """Only CSV and Parquet are read and written."""
    if path.suffix not in {".csv", ".parquet"}:
        raise StoppedError(
            f"{path}: a {what} file ends in .csv or .parquet.", way_out="Name it so."
        )


def _read(path: Path, columns: dict[str, type[pl.DataType]]) -> pl.DataFrame:
    refuse_other_suffix(path, "data")
    if not path.is_file():
        raise StoppedError(f"{path} is not there.", way_out="Give the path of a file.")
    try:
        if path.suffix == ".parquet":
            frame = pl.read_parquet(path)
        else:
            frame = pl.read_csv(path, infer_schema=False)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise StoppedError(
            f"{path} could not be read as {path.suffix[1:]}: {first_line(error)}.",
            way_out="Check that the file is whole and of the kind that its name says.",
        ) from None
    lacking = [name for name in columns if name not in frame.columns]
    if lacking:
        raise StoppedError(
            f"{path} has no column {', '.join(lacking)}.",
            way_out=f"Its columns must be {', '.join(columns)}.",
        )
    if frame.is_empty():
        raise StoppedError(f"{path} holds no row.", way_out="Give a file with rows.")
    return _typed(path, frame.select(list(columns)), columns)


def _typed(path: Path, frame: pl.DataFrame, columns: dict[str, type[pl.DataType]]) -> pl.DataFrame:
    typed = frame.with_columns(
        _as(frame, name, wanted).alias(name) for name, wanted in columns.items()
    )
    for name, wanted in columns.items():
        wrong = typed[name].is_null()
        if wanted is pl.Float64:
            wrong = wrong | ~typed[name].is_finite().fill_null(value=False)
            if name in NOT_NEGATIVE:
                wrong = wrong | (typed[name] < 0).fill_null(value=True)
        if wrong.any():
            row = int(wrong.arg_max() or 0)
            least = " of 0 or more" if name in NOT_NEGATIVE else ""
            raise StoppedError(
                f"{path}, row {row + 1}, column {name}: {frame[name][row]!r} is not "
                f"{EXPECTED[wanted]}{least}.",
                way_out="Correct the row, or take it out.",
            )
    return typed


def _as(frame: pl.DataFrame, name: str, wanted: type[pl.DataType]) -> pl.Expr:
    if name == "case_id":
        return pl.col(name)  # handed back as it came
    if wanted is pl.Date and frame.schema[name] == pl.String:
        return pl.col(name).str.head(10).str.to_date("%Y-%m-%d", strict=False)
    return pl.col(name).cast(wanted, strict=False)


def _refuse_rows(path: Path, frame: pl.DataFrame, wrong: pl.Expr, column: str, wanted: str) -> None:
    rows = frame.with_row_index("row").filter(wrong)
    if len(rows):
        raise StoppedError(
            f"{path}, row {rows['row'][0] + 1}, column {column}: "
            f"{rows[column][0]} is not {wanted}.",
            way_out="Correct the row, or take it out.",
        )
