"""What the page Import says: how far the work is, what was taken in, what was refused.

`content` is the JSON of the commands `ingest` and `build`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import polars as pl

from reports import local_time, wording
from reports.data_words import cut
from reports.running import Step

Content = Mapping[str, Any]

NAMES_SHOWN = 5


def files_words(names: Sequence[str], mapping: str | None) -> str:
    """`2 files: customers.csv and tickets.csv.`, with the mapping that reads them."""
    shown = list(names[:NAMES_SHOWN])
    if len(names) > len(shown):
        shown.append(f"{wording.number(len(names) - len(shown))} more")
    read_by = f", read by the mapping {mapping}" if mapping else ""
    return f"{wording.counted(len(names), 'file')}: {wording.listed(shown)}{read_by}."


def step_words(step: Step | None) -> str:
    """`reading tickets.csv (40 %)`; a step that only the machine has a name for is a number."""
    if step is None or step.total < 2:
        return "starting"
    if " " in step.what:
        return f"{step.what} ({step.share * 100:.0f} %)"
    return f"step {wording.number(step.done)} of {wording.number(step.total)}"


def taken_words(content: Content) -> str:
    """What became of the rows: `360 rows are loaded, 2 refused, 0 known already`."""
    loaded, refused, known = (
        sum(one[name] for one in content["deliveries"])
        for name in ("rows_loaded", "rows_quarantined", "rows_known")
    )
    return (
        f"{wording.counted(loaded, 'row')} {'is' if loaded == 1 else 'are'} loaded, "
        f"{wording.number(refused)} refused, {wording.number(known)} known already."
    )


def built_words(content: Content) -> str:
    """As of when the figures are computed, and that everybody sees them."""
    as_of = datetime.fromisoformat(content["as_of"].removesuffix("Z"))
    return (
        f"The figures are computed as of {local_time.zoned_text(as_of, 'UTC')}, "
        f"{wording.latest_instant_words(has_slips=content['has_slips'])}, and published."
    )


def refused_rows(content: Content, most: int) -> pl.DataFrame:
    """The first refused rows: where each stands, and why it is refused."""
    return pl.DataFrame(
        [
            {
                "File": one["file_name"],
                "Row": wording.row_place(one["row_number"]),
                "Column": one["column_name"] or wording.NONE,
                "Value": cut(one["value"]),
                "Why": one["reason"],
            }
            for one in content["refused_rows"][:most]
        ],
        schema=dict.fromkeys(("File", "Row", "Column", "Value", "Why"), pl.String),
    )


def main_customer(content: Content) -> str | None:
    """The customer with the most tickets of those that come in; None where there is none."""
    terms = content["terms"]
    return max(terms, key=lambda one: one["tickets"])["customer_id"] if terms else None
