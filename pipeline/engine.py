"""What the models can run on."""

from __future__ import annotations

from enum import StrEnum


class Engine(StrEnum):
    """A database engine, by the name of its target in profiles.yml."""

    duckdb = "duckdb"
    spark = "spark"
