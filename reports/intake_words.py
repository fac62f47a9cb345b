"""What would come in, or came in, as people read it: sentences, and tables of what was counted.

`content` is what a dry run or an intake tells as JSON: days and instants are text in ISO 8601.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import polars as pl

from reports import local_time, wording
from reports.data_words import cut

Content = Mapping[str, Any]
Row = Mapping[str, Any]

OUTCOMES = ("met", "breached", "running", "paused", "excluded", "not_measurable")
# What people call the records that come in, where it is not the entity's name.
NOUNS = {
    "sla_overrides": ("target of its own", "targets of their own"),
    "top_ups": ("top-up", "top-ups"),
    "catalogue": ("catalogue item", "catalogue items"),
    "source_verdicts": ("verdict of the source", "verdicts of the source"),
    "exit_events": ("exit step", "exit steps"),
}
MONTHS_SHOWN = 6
LONGEST_EVENT = 40


def made_words(content: Content) -> str:
    """Name the records that come in, such as `3 customers and 360 tickets`."""
    parts = [_counted(count, entity) for entity, count in content["made"].items()]
    if not parts:
        return "Nothing new comes in."
    return f"{wording.listed(parts)}."


def _counted(count: int, entity: str) -> str:
    plain = entity.replace("_", " ")
    one, several = NOUNS.get(entity, (plain.removesuffix("s"), plain))
    return f"{wording.number(count)} {one if count == 1 else several}"


def remark_words(content: Content) -> list[str]:
    """What the counts do not show: a sentence for each, which names the file, or its sheet."""
    said = []
    for one in content["deliveries"]:
        name = one["file_name"]
        if not one["is_new"]:
            said.append(f"{name}: delivered before; nothing of it is new.")
        said += [f"{name}: {remark}" for remark in one["remarks"]]
        if one["unknown_columns"]:
            columns = ", ".join(one["unknown_columns"])
            said.append(f"{name}: columns that are not used, only kept with the rows: {columns}.")
    return [*said, *content["remarks"], *content["passed_over_reasons"]]


def given_way_words(given_way: Sequence[Row]) -> list[str]:
    """Which of the rows loaded are out of force by now, and what took their place."""
    return [
        f"{one['file_name']}: {wording.counted(one['rows'], 'row')} of those loaded "
        f"{'is' if one['rows'] == 1 else 'are'} out of force: {_gives_way_to(one)}."
        for one in given_way
    ]


def _gives_way_to(one: Row) -> str:
    if one["by_delivery_id"] is None:
        if one["rows"] == 1:
            return "its key, or the record that it names, was taken back"
        return "their keys, or the records that they name, were taken back"
    if one["by_delivery_id"] == one["delivery_id"]:
        return "later rows of the same file take their place"
    name = f"delivery {one['by_delivery_id']} ({one['by_file_name']})"
    return f"newer rows of {name} stand in their place"


def span_words(content: Content) -> str:
    """From when to when the tickets were opened, in UTC; empty where there is none."""
    if content["first_on"] is None:
        return ""
    first, last = (_day(content[name]) for name in ("first_on", "last_on"))
    return f"The tickets were opened from {first} to {last} (UTC)."


def outcome_words(content: Content) -> list[str]:
    """How the clocks of what came in are judged: a sentence for each metric."""
    said = []
    for metric in wording.METRICS:
        counts = {
            one["outcome"]: one["clocks"] for one in content["outcomes"] if one["metric"] == metric
        }
        parts = [
            f"{wording.number(counts[outcome])} {outcome.replace('_', ' ')}"
            for outcome in OUTCOMES
            if outcome in counts
        ]
        if parts:
            said.append(f"{metric.capitalize()}: {wording.listed(parts)}.")
    return said


def delivery_rows(content: Content) -> pl.DataFrame:
    """For each file what became of its rows: read = loaded + refused + known."""
    return pl.DataFrame(
        [
            {
                "File": one["file_name"],
                "Brings": one["entity"],
                "Read": wording.number(one["rows_read"]),
                "Loaded": wording.number(one["rows_loaded"]),
                "Refused": wording.number(one["rows_quarantined"]),
                "Known": wording.number(one["rows_known"]),
            }
            for one in content["deliveries"]
        ],
        schema=dict.fromkeys(("File", "Brings", "Read", "Loaded", "Refused", "Known"), pl.String),
    )


def refusal_rows(content: Content) -> pl.DataFrame:
    """Why rows are refused: for each reason how many, the first row, and what stands there.

    Where several files come in, each reason names its own.
    """
    names = ("File",) if len(content["deliveries"]) > 1 else ()
    found = [
        {
            "File": one["file_name"],
            "Rows": wording.number(complaint[0]),
            "Row": wording.row_place(complaint[1]),
            "Column": complaint[2] or wording.NONE,
            "Value": cut(complaint[3]),
            "Why": f"{complaint[4]}. {others_words(complaint)}".removesuffix(". "),
        }
        for one in content["deliveries"]
        for complaint in one["complaints"]
    ]
    columns = (*names, "Rows", "Row", "Column", "Value", "Why")
    return pl.DataFrame(found, schema=dict.fromkeys(("File", *columns), pl.String)).select(columns)


def others_words(complaint: Sequence[Any]) -> str:
    """Name the next rows refused for the same reason, as in `So are rows 5 ('EMEA') and 8`.

    `complaint` is one of the register of deliveries; a value is named where it is another than the
    first row's.
    """
    rows, _, _, value, _, others = complaint
    if not others:
        return ""
    named = [
        wording.row_place(row) + (f" ({cut(other)!r})" if other != value else "")
        for row, other in others
    ]
    more = rows - 1 - len(others)
    parts = [*named, f"{wording.number(more)} more"] if more else named
    return f"So {'is row' if rows == 2 else 'are rows'} {wording.listed(parts)}."


def unmapped_rows(content: Content) -> pl.DataFrame:
    """The words that the mapping does not list, with how many rows hold each."""
    return pl.DataFrame(
        [
            {
                "Column": one["column"] or wording.NONE,
                "Word": one["word"] or "",
                "Rows": wording.number(one["rows"]),
            }
            for one in content["unmapped"]
        ],
        schema=dict.fromkeys(("Column", "Word", "Rows"), pl.String),
    )


def month_rows(content: Content) -> pl.DataFrame:
    """Tickets by customer and month (UTC) of the last months, and the sum of all."""
    counted = content["tickets_by_month"]
    months = sorted({one["month"] for one in counted})
    shown = months[-MONTHS_SHOWN:]
    customers = sorted({one["customer_id"] for one in counted})
    cells = {(one["customer_id"], one["month"]): one["tickets"] for one in counted}
    rows = []
    for customer in customers:
        own = {month: cells.get((customer, month), 0) for month in months}
        row = {"Customer": customer}
        if len(months) > len(shown):
            row["Before"] = wording.number(sum(own[month] for month in months[: -len(shown)]))
        row |= {_month(month): wording.number(own[month]) for month in shown}
        row["All"] = wording.number(sum(own.values()))
        rows.append(row)
    return pl.DataFrame(rows)


def term_rows(content: Content) -> pl.DataFrame:
    """Each customer's agreements beside its tickets: whether their dates cover them."""
    return pl.DataFrame(
        [
            {
                "Customer": one["customer_id"],
                "Agreements": wording.number(one["agreements"]),
                "In force": _days(one["starts_on"], one["ends_on"]),
                "Tickets": wording.number(one["tickets"]),
                "Opened": _days(one["first_on"], one["last_on"]),
                "Covered": _covered(one),
            }
            for one in content["terms"]
        ],
        schema=dict.fromkeys(
            ("Customer", "Agreements", "In force", "Tickets", "Opened", "Covered"), pl.String
        ),
    )


def ticket_rows(content: Content) -> pl.DataFrame:
    """Some tickets to be read: what each is, what happened when (local), how it is judged."""
    return pl.DataFrame(
        [_ticket_row(one) for one in content["tickets"]],
        schema=dict.fromkeys(("Ticket", "Is", "Events", "Response", "Restoration"), pl.String),
    )


def refused_record(content: Content) -> pl.DataFrame:
    """Every refused row as it was delivered, with why, to be taken away."""
    names = ("file_name", "row_number", "entity", "column_name", "value", "reason", "record")
    return pl.DataFrame(
        [{name: one[name] for name in names} for one in content["refused_rows"]],
        schema={name: pl.Int64 if name == "row_number" else pl.String for name in names},
    )


def _ticket_row(one: Row) -> dict[str, str]:
    ticket, zone = one["ticket"], one["ticket"]["time_zone"] or "UTC"
    clocks = {clock["metric"]: clock for clock in one["clocks"]}
    events = [f"{_at(ticket['opened_at'], zone)} opened"]
    events += [f"{_at(event['occurred_at'], zone)} {_what(event)}" for event in one["events"]]
    return {
        "Ticket": f"{ticket['ticket_id']}\n{ticket['customer_name']}",
        "Is": f"{ticket['kind'].replace('_', ' ')}, {ticket['priority']}\n{zone}",
        "Events": "\n".join(events),
        "Response": _verdict(clocks.get("response")),
        "Restoration": _verdict(clocks.get("restoration")),
    }


def _what(event: Row) -> str:
    if event["field"] == "status":
        return str(event["value"]).replace("_", " ")
    value = str(event["value"] or "")[:LONGEST_EVENT]
    return f"{event['field']} {value}".strip()


def _verdict(clock: Row | None) -> str:
    """`met: 2 h of 4 business hours`."""
    if clock is None:
        return wording.NONE
    outcome = str(clock["outcome"]).replace("_", " ")
    if clock["excluded_reason"]:
        return f"{outcome}: {wording.reason(clock['excluded_reason'])}"
    if clock["target_seconds"] is None or clock["elapsed_seconds"] is None:
        return outcome
    target = wording.target(clock["target_seconds"], clock["calendar"])
    return f"{outcome}: {wording.duration(clock['elapsed_seconds'])} of {target}"


def _covered(one: Row) -> str:
    if not one["agreements"]:
        return "no agreement"
    inside = one["starts_on"] <= one["first_on"] and one["last_on"] <= one["ends_on"]
    return "yes" if inside else "not all"


def _day(text: str) -> str:
    return date.fromisoformat(text).strftime("%-d %b %Y")


def _days(first: str | None, last: str | None) -> str:
    if first is None or last is None:
        return wording.NONE
    return f"{_day(first)} to {_day(last)}"


def _month(text: str) -> str:
    return date.fromisoformat(text).strftime("%b %Y")


def _at(text: str, zone: str) -> str:
    instant = datetime.fromisoformat(text.removesuffix("Z"))
    return local_time.in_zone(instant, zone).strftime("%-d %b %Y, %H:%M")
