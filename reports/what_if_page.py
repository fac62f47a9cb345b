"""What other readings would change, as one page that needs nothing beside it."""

from __future__ import annotations

from html import escape

import polars as pl

from reports import tables, what_if
from reports.what_if import WhatIf

STYLE = """
:root { color-scheme: light dark; }
body {
    font: 1rem/1.5 system-ui, "Segoe UI", Roboto, Helvetica, Arial, sans-serif;
    max-width: 72rem; margin: 0 auto; padding: 2.5rem 1.5rem 4rem;
}
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 0.25rem; }
h2 { font-size: 1.15rem; margin: 2.25rem 0 0.5rem; }
.context { opacity: 0.8; margin: 0; }
.answer { font-size: 1.15rem; margin: 0; }
.review-table { margin-top: 1.25rem; }
@media print {
    body { max-width: none; padding: 0; }
    tr { break-inside: avoid; }
    thead { display: table-header-group; }
}
"""
TITLE = "What if"


def page(found: WhatIf) -> str:
    """The whole page as HTML: what was asked, what changes, and each clock that flips."""
    asked = pl.DataFrame(
        [{"Asked": one.name, "As it is": one.before, "What if": one.after} for one in found.changes]
    )
    notes = "".join(f"<li>{escape(note)}</li>" for note in found.notes)
    parts = [
        f"<h1>{TITLE}</h1>",
        f'<p class="context">As of {found.as_of:%Y-%m-%d %H:%M:%S} UTC. Compared with '
        f"{escape(found.baseline)}. Nothing of this is published.</p>",
        "<h2>What was asked</h2>",
        tables.html_table(asked, caption="Readings and targets, as they are and as asked."),
        f"<ul>{notes}</ul>" if notes else "",
        "<h2>What would change</h2>",
        f'<p class="answer">{escape(what_if.summary(found))}</p>',
        _table(
            what_if.flip_count_rows(found),
            caption="Clocks by the outcome they have and would have.",
            numbers=("Clocks",),
        ),
        _table(
            what_if.attainment_rows(found),
            caption="Met of decided, all months together: each customer whose figures change, "
            "then all customers.",
            numbers=("Before", "After"),
        ),
        "<h2>Each clock whose outcome would change</h2>",
        _table(
            what_if.flip_rows(found),
            caption="Elapsed as hours, minutes and seconds of the clock's own calendar.",
            numbers=("Elapsed",),
        )
        or "<p>None.</p>",
    ]
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{TITLE}: {escape(', '.join(one.name for one in found.changes))}</title>\n"
        f"{tables.STYLE}<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(part for part in parts if part)
        + "\n</main>\n</body>\n</html>\n"
    )


def _table(rows: pl.DataFrame, *, caption: str, numbers: tuple[str, ...]) -> str:
    if rows.is_empty():
        return ""
    unbroken = [name for name in ("Ticket", "Clock", "Priority") if name in rows.columns]
    return tables.html_table(rows, caption=caption, numbers=numbers, unbroken=unbroken)
