"""Tables as a browser shows them: plain text in every cell, whatever a ticket's summary says."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from html import escape
from typing import TypeAlias

import polars as pl

from reports import wording

# Where a cell leads: nowhere, to one place, or each of its words to a place of its own.
Address: TypeAlias = str | Mapping[str, str | None] | None

STYLE = """
<style>
.stMainBlockContainer { padding: 4.25rem 2.5rem 4rem; }
.review-heading { font-size: 2rem; font-weight: 650; line-height: 1.2; margin: 0; }
.review-heading span { font-weight: 400; opacity: 0.75; }
.review-context { font-size: 0.9rem; opacity: 0.8; margin: 0.35rem 0 0; line-height: 1.5; }
.review-context span { display: block; }
.review-line { margin: 0 0 0.55rem; max-width: 60rem; }
.review-say { margin: 0; }
.review-table { overflow-x: auto; }
.review-table table { border-collapse: collapse; width: 100%; font-size: 0.875rem; }
.review-table caption { text-align: left; padding: 0 0 0.4rem; opacity: 0.8; }
.review-table th, .review-table td {
    padding: 0.35rem 1rem 0.35rem 0; text-align: left; vertical-align: top;
    border-bottom: 1px solid color-mix(in srgb, currentColor 16%, transparent);
    overflow-wrap: break-word;
}
.review-table th { font-weight: 600; vertical-align: bottom; }
.review-table td { min-width: 3rem; font-variant-numeric: tabular-nums; }
.review-table .long { min-width: 13rem; overflow-wrap: anywhere; }
.review-table .lines { white-space: pre; }
.review-table .number { text-align: right; }
.review-table td.number, .review-table td.whole { white-space: nowrap; }
.review-panels { display: grid; gap: 1.1rem 1.5rem;
    grid-template-columns: repeat(auto-fill, minmax(12rem, 1fr)); }
.review-panels figure { margin: 0; min-width: 0; }
.review-panels figcaption { font-size: 0.875rem; line-height: 1.35; }
.review-panels figcaption a { display: block; font-weight: 600; overflow: hidden;
    text-overflow: ellipsis; white-space: nowrap; }
.review-panels figcaption span { opacity: 0.8; font-size: 0.8rem; }
.review-panels img { display: block; width: 100%; height: auto; margin-top: 0.25rem; }
</style>
"""


def html_table(  # noqa: PLR0913  # each says one thing of the columns
    rows: pl.DataFrame,
    *,
    caption: str,
    numbers: Collection[str] = (),
    unbroken: Collection[str] = (),
    long: Collection[str] = (),
    lines: Collection[str] = (),
    links: Mapping[str, Sequence[Address]] | None = None,
) -> str:
    """An HTML table of the frame under its column names; nulls become a dash.

    `numbers` are set flush right, `unbroken` are kept on one line, `long` are given room, `lines`
    keep their line breaks.
    `links`: by column the address of each row's cell (`reports.addresses`), None for no link; for a
    cell of several records each one's words with its address, of which None is plain text.
    """
    addresses = links or {}
    kinds = {"number": numbers, "whole": unbroken, "long": long, "lines": lines}
    classes = {
        column: " ".join(kind for kind, columns in kinds.items() if column in columns)
        for column in rows.columns
    }
    head = "".join(
        f'<th scope="col" class="{classes[name]}">{escape(name)}</th>' for name in rows.columns
    )
    body = "".join(
        "<tr>"
        + "".join(
            f'<td class="{classes[name]}">{_cell(value, addresses[name][place])}</td>'
            if name in addresses
            else f'<td class="{classes[name]}">{_cell(value)}</td>'
            for name, value in zip(rows.columns, row, strict=True)
        )
        + "</tr>"
        for place, row in enumerate(rows.iter_rows())
    )
    return (
        f'<div class="review-table"><table><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cell(value: object, address: Address = None) -> str:
    if isinstance(address, Mapping):
        return ", ".join(_cell(words, one) for words, one in address.items()) or wording.NONE
    text = wording.NONE if value is None else escape(str(value))
    return text if address is None else f'<a href="{escape(address)}">{text}</a>'
