"""Findings in the words and columns that people read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from reports import wording
from reports.local_time import instant_texts, offset_texts


def rule_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """`findings_by_rule.sql` as a table."""
    return rows.select(
        pl.col("rule_id").alias("Rule"),
        pl.col("title").alias("About"),
        pl.col("severity").alias("Severity"),
        pl.col("findings").map_elements(wording.number, return_dtype=pl.String).alias("Findings"),
    )


def customer_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """`findings_by_customer.sql` as a table."""
    return rows.select(
        pl.coalesce("customer_name", "customer_id").alias("Customer"),
        *(
            pl.col(name).map_elements(wording.number, return_dtype=pl.String).alias(title)
            for name, title in (
                ("findings", "Findings"),
                ("major", "Major"),
                ("minor", "Minor"),
                ("notes", "Notes"),
                ("rules", "Rules broken"),
            )
        ),
    )


def gravest(row: Mapping[str, Any]) -> str:
    """`review_gravest.sql`: the first finding of a rule in words, and how many there are."""
    more = f" ({wording.number(row['findings'])} of this rule)" if row["findings"] > 1 else ""
    return f"{row['rule_id']}, {row['severity']}, {row['entity_id']}: {row['message']}{more}"


def finding_rows(rows: pl.DataFrame, time_zone: str) -> pl.DataFrame:
    """`findings.sql` as a table, times local."""
    return rows.select(
        pl.col("rule_id").alias("Rule"),
        pl.col("severity").alias("Severity"),
        pl.col("customer_name").alias("Customer"),
        pl.col("entity_id").alias("Record"),
        instant_texts(rows["occurred_at"], time_zone).alias("When"),
        pl.col("message").alias("What is wrong"),
    )


def finding_record(rows: pl.DataFrame, time_zone: str) -> pl.DataFrame:
    """`findings.sql` as a file holds it: instants local with their offset."""
    return rows.with_columns(offset_texts(rows["occurred_at"], time_zone)).drop("is_ticket")
