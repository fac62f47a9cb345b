"""One source of a proposed mapping: the form of its files, their times, what becomes of a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ingest.conditions import Condition
from ingest.form import MARK
from ingest.proposals.draft import STILL_OPEN, Draft, written_name
from ingest.proposals.names import exported_of, files_pattern
from ingest.proposals.times import ORDERS, Forms
from ingest.yaml_text import aside, flow, flow_list, remark, scalar

# Columns of the contract that come as they are, where a file has them.
AS_THEY_ARE = ("product", "opened_by", "category", "summary", "catalogue_item", "units",
               "problem_id")  # fmt: skip
MOST_NAMED = 20


def source_of(draft: Draft) -> list[str]:
    """Write how files are read and what each row becomes."""
    look = draft.look
    lines = [
        *(line for one in look.said for line in remark(one, indent=2)),
        f"  - files: {scalar(files_pattern(look.paths))}",
        *_history(draft),
        *_format(draft),
    ]
    if look.missing:
        lines.append(f"    missing: {flow_list(look.missing)}")
    if look.is_folded:
        lines.append(f"    fold: true{aside('words stand in it in several cases')}")
    lines += _times(draft)
    lines += _exported(draft)
    return [*lines, *_records(draft), *_unused(draft)]


def _history(draft: Draft) -> list[str]:
    response = "full" if "responded_at" in draft.roles else "none"
    hidden = "the time spent waiting for the customer"
    said = (
        f"First responses come as times of their own and are exact. The list hides {hidden}, so a "
        "restoration beyond its target is not measurable (CLK-13)."
        if response == "full"
        else f"The list tells neither first responses nor {hidden}, so what is beyond its target "
        "is not measurable (CLK-13)."
    )
    return [
        *remark(said, indent=4),
        f"    history: {flow({'response': response, 'restoration': 'none'})}",
    ]


def _format(draft: Draft) -> list[str]:
    dialect = draft.look.dialect
    said: dict[str, str] = {}
    if dialect.delimiter is not None:
        said["delimiter"] = "tab" if dialect.delimiter == "\t" else f'"{dialect.delimiter}"'
    if dialect.encoding != "utf-8":
        said["encoding"] = scalar(dialect.encoding)
    if dialect.header is not None:
        said["header"] = str(dialect.header)
    if dialect.repeats is not None:
        said["repeats"] = "first"
    if dialect.sheet is not None:
        said["sheet"] = scalar(dialect.sheet)
    if dialect.sheets is not None:
        said["sheets"] = "all" if dialect.sheets == ("all",) else flow_list(dialect.sheets)
    if dialect.rows is not None:
        said["rows"] = f'"{dialect.rows}"'
    lines: list[str] = []
    if dialect.leave_out:
        lines.append("      leave_out:")
        lines += [f"        - {_condition(one)}" for one in dialect.leave_out]
    if not said and not lines:
        return []
    if not lines:
        return [f"    format: {flow(said)}"]
    return ["    format:", *(f"      {key}: {value}" for key, value in said.items()), *lines]


def _condition(one: Condition) -> str:
    if one.line is not None:
        return flow({"line": scalar(one.line)})
    return flow({"column": scalar(one.column or ""), "is": flow_list(one.among or ())})


def _times(draft: Draft) -> list[str]:
    look, forms = draft.look, draft.forms
    lines = [] if look.offsets else ["    time_zone: *zone"]
    order = look.order
    if draft.order is None:
        lines += _order_open(draft)
    elif draft.order != "year-month-day":
        because = order.evidence if order.decided == draft.order else "as answered"
        lines.append(f"    day_order: {draft.order}{aside(because)}")
    if forms.formats and not (draft.order is None and forms.has_paired):
        lines.append(f"    time_formats: {_formats(forms)}")
    if forms.unread:
        examples = ", ".join(map(scalar, forms.unread))
        said = f"These are not times in any known form, and their rows are refused: {examples}."
        lines += remark(said, indent=4)
    return lines


def _order_open(draft: Draft) -> list[str]:
    """Ask for the order of day and month, and for the forms of time that go with it."""
    lines = [
        *remark(_capitalised(draft.look.order.evidence) + ".", indent=4),
        f"    day_order: {STILL_OPEN}",
    ]
    if not draft.forms.has_paired:
        return lines
    for order in ORDERS:
        lines += remark(f"{order}: {_formats(draft.look.forms(order))}", indent=4)
    return [*lines, f"    time_formats: {STILL_OPEN}"]


def _formats(forms: Forms) -> str:
    several = [f'"{one}"' if "%" in one else one for one in forms.formats]
    return several[0] if len(several) == 1 else f"[{', '.join(several)}]"


def _exported(draft: Draft) -> list[str]:
    """Write when an export was made: by a column, by the files' names, or that nothing says it."""
    if "exported_at" in draft.roles:
        column = draft.column("exported_at")
        return [f"    exported: {flow({'column': column})}"]
    found = exported_of(draft.look.paths, draft.look.span(draft.forms))
    if found is None:
        said = (
            "Nothing says when the export was made: where two of them overlap, the later "
            "delivered holds."
        )
        return remark(said, indent=4) if "updated_at" not in draft.roles else []
    rule = {"pattern": scalar(found.pattern)}
    note = ""
    if found.year is not None:
        rule["year"] = str(found.year)
        note = "the names say no year: this is that of the latest row"
    return [f"    exported: {flow(rule)}{aside(note)}"]


def _records(draft: Draft) -> list[str]:
    customer = draft.anchor("customer")
    name = customer
    if "customer_id" in draft.roles and "customer" in draft.roles:
        name = f"{customer}_name"
    lines = ["    records:", f"      customers: {{customer_id: *{customer}, name: *{name}}}"]
    if draft.given.has_terms:
        lines += [
            "      agreements:",
            f"        agreement_id: *{customer}",
            f"        customer_id: *{customer}",
            "        starts_on: {constant: *starts_on}",
            "        ends_on: {constant: *ends_on}",
            "        time_zone: {constant: *zone}",
            "        support_region: {constant: *region}",
        ]
    return [*lines, *_tickets(draft), *_events(draft)]


def _tickets(draft: Draft) -> list[str]:
    roles = draft.roles
    lines = [
        "      tickets:",
        f"        ticket_id: {draft.column('ticket_id')}",
        f"        customer_id: *{draft.anchor('customer')}",
        f"        kind: {_translated(draft, 'kind', 'kinds')}",
        f"        environment: {_translated(draft, 'environment', 'environments')}",
        f"        priority: {_translated(draft, 'priority', 'priorities')}",
        f"        opened_at: {_instant(draft, 'opened_at')}",
    ]
    if "channel" in roles:
        column = scalar(f"{written_name(roles['channel'])}{MARK}")
        words = f"*{draft.anchor('channels')}"
        rule = flow({"column": column, "words": words, "otherwise": "other"})
        lines.append(f"        channel: {rule}")
    lines += [
        f"        {role}: {scalar(written_name(roles[role]) + MARK)}"
        for role in AS_THEY_ARE
        if role in roles
    ]
    if "updated_at" in roles:
        lines.append(f"        updated_at: {_instant(draft, 'updated_at', means='end_of_day')}")
    return lines


def _translated(draft: Draft, role: str, part: str) -> str:
    if role not in draft.roles:
        if role == "priority":
            return f"{STILL_OPEN}{aside('no column says how urgent a ticket is')}"
        return f"*{draft.anchor(part if role == 'kind' else 'environment')}"
    column = draft.column(role)
    return flow({"column": column, "words": f"*{draft.anchor(part)}", "otherwise": "quarantine"})


def _events(draft: Draft) -> list[str]:
    """Write the events that the times of a row are: its first response and its ends."""
    roles = draft.roles
    rules: list[list[str]] = []
    if "responded_at" in roles:
        rules.append(_event(draft, "responded_at", [], field="response"))
    if "status" in roles and draft.ends:
        rules += _ends_by_status(draft)
    else:
        for role, means in (("resolved_at", "restored"), ("closed_at", "closed")):
            if role in roles:
                rules.append(_event(draft, role, [], value=flow({"constant": means})))
    if not rules:
        said = "No column tells when a ticket was answered or solved, so every clock runs on."
        return remark(said, indent=6)
    return ["      ticket_events:", *(line for rule in rules for line in rule)]


def _ends_by_status(draft: Draft) -> Iterator[list[str]]:
    """The status says what a time of ending means, and whether it still holds."""
    states, column = draft.states, draft.column("status")

    def among(part: str) -> list[str]:
        condition = f"{{column: {column}, is: *{draft.anchor(f'{part}_states')}}}"
        return [condition] if states[part] else []

    def means(part: str, default: str) -> str:
        words = f"*{draft.anchor(part)}"
        rule = {"column": column, "words": words, "otherwise": "quarantine", "default": default}
        return flow(rule)

    if "resolved_at" in draft.roles:
        unless = [*among("open"), *among("cancelled")]
        yield _event(draft, "resolved_at", unless, value=means("resolved_states", "restored"))
    if "closed_at" in draft.roles:
        yield _event(draft, "closed_at", among("open"), value=means("closed_states", "closed"))
    if states["cancelled"] and "resolved_at" in draft.roles:
        # Cancelled tickets without a time of closing ended at their time of resolution.
        closed = [flow({"column": draft.column("closed_at"), "empty": "true"})]
        when = [*among("cancelled"), *(closed if "closed_at" in draft.roles else [])]
        value = flow({"constant": "cancelled"})
        yield _event(draft, "resolved_at", [], value=value, when=when)


def _event(  # noqa: PLR0913  # each says one thing of the rule
    draft: Draft,
    role: str,
    unless: Sequence[str],
    *,
    field: str = "status",
    value: str | None = None,
    when: Sequence[str] = (),
) -> list[str]:
    column = draft.column(role)
    condition = f"[{', '.join([column, *when])}]" if when else column
    lines = [f"        - when: {condition}"]
    if unless:
        several = f"[{', '.join(unless)}]" if len(unless) > 1 else unless[0]
        lines.append(f"          unless: {several}")
    lines += [
        f"          ticket_id: {draft.column('ticket_id')}",
        f"          occurred_at: {_instant(draft, role)}",
        f"          field: {{constant: {field}}}",
    ]
    return lines if value is None else [*lines, f"          value: {value}"]


def _instant(draft: Draft, role: str, *, means: str = "unknown") -> str:
    """Write a column of times; where it holds days alone, with what a day means."""
    if role not in draft.roles:
        return STILL_OPEN
    column = draft.column(role)
    count = draft.look.days(role, draft.forms)
    if not count:
        return column
    rule = flow({"column": column, "date_means": means})
    of_rows = len(draft.look.rows[draft.roles[role]].drop_nulls())
    told = "each" if count == of_rows else f"{count:,} of {of_rows:,}"
    note = f"{told} is a day without a time" if means == "unknown" else ""
    return f"{rule}{aside(note)}"


def _unused(draft: Draft) -> list[str]:
    names = [name for name in draft.look.columns if name not in draft.roles.values()]
    if not names:
        return []
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    listed = ", ".join(map(scalar, names[:MOST_NAMED]))
    return remark(f"Columns that are not used, only kept with the rows: {listed}{more}.", indent=4)


def _capitalised(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
