"""What the models can run on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Engine(StrEnum):
    """A database engine, by the name of its target in profiles.yml."""

    duckdb = "duckdb"
    spark = "spark"


@dataclass(frozen=True)
class Place:
    """Where the models run: an engine and, for Spark, the address of its lake."""

    engine: Engine = Engine.duckdb
    lake: str | None = None


HERE = Place()
