"""Two snapshots, mart by mart."""

from __future__ import annotations

from pathlib import Path

import duckdb

# What says when, and not what: it differs from build to build.
NOT_COMPARED = ("snapshot",)
AT_LEAST = {"sla_clocks", "sla_clock_stretches", "findings", "clock_risks"}


def differences(one: Path, other: Path) -> dict[str, int]:
    """How many rows of each mart only one of two snapshots has."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{one}' as one (read_only)")
        connection.execute(f"attach '{other}' as other (read_only)")
        names = [
            name
            for (name,) in connection.execute(
                "select distinct table_name from information_schema.tables "
                "where table_catalog in ('one', 'other') and table_name not like 'int_%'"
            ).fetchall()
        ]
        assert set(names) >= AT_LEAST
        counts = {
            name: sum(
                len(
                    connection.execute(
                        f"from {left}.main.{name} except all from {right}.main.{name}"
                    ).fetchall()
                )
                for left, right in (("one", "other"), ("other", "one"))
            )
            for name in names
            if name not in NOT_COMPARED
        }
    return {name: rows for name, rows in counts.items() if rows}
