"""The lines to change of a proposed mapping: zone, terms, customers, and what each word means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from ingest.named import counted
from ingest.proposals.dictionary import meaning
from ingest.proposals.draft import STILL_OPEN, UNKNOWN_CUSTOMER, Draft, written_name
from ingest.proposals.look import Word
from ingest.proposals.questions import Answers
from ingest.yaml_text import aside, flow, remark, scalar


def places(drafts: Sequence[Draft], given: Answers) -> list[str]:
    """Write the zone and the terms, which all of the files share."""
    carry_offsets = all(draft.look.offsets for draft in drafts)
    hours = "of every customer's business hours"
    what = (
        f"{hours}; the times carry their offset"
        if carry_offsets
        else f"of times without an offset, and {hours}"
        if given.has_terms
        else "of times without an offset"
    )
    zone = [f"  zone: &zone {_or_open(given.zone)}{aside(what)}"]
    if not given.has_terms:
        own = remark("The agreements come in a file of their own.", indent=2)
        return own if carry_offsets else [*zone, *own]
    return [
        *zone,
        f"  terms:{aside('of every customer; others come in a file agreements.csv of their own')}",
        f"    starts_on: &starts_on {_or_open(given.starts_on)}",
        f"    ends_on: &ends_on {_or_open(given.ends_on)}",
        f"    support_region: &region {_or_open(given.region)}{aside('whose holidays hold')}",
    ]


def _or_open(value: str | date | None) -> str:
    return STILL_OPEN if value is None else scalar(str(value))


def parts_of(draft: Draft) -> list[str]:
    """Write what differs between installations and belongs to one kind of files."""
    return [
        *_customer(draft),
        *_environment(draft),
        *_words(draft, "kind", "kinds"),
        *_words(draft, "priority", "priorities"),
        *_words(draft, "channel", "channels"),
        *_states(draft),
    ]


def _customer(draft: Draft) -> list[str]:
    """Write whose the tickets are: a column's, one customer's, or still open."""
    anchor = draft.anchor("customer")
    roles = draft.roles
    column = roles.get("customer_id", roles.get("customer"))
    if column is None:
        if draft.given.customer is None:
            note = (
                "whose the tickets are: a column, or {constant: Name} where all are one customer's"
            )
            return [*remark(note, indent=2), f"  {anchor}: &{anchor} {STILL_OPEN}"]
        return [f"  {anchor}: &{anchor} {flow({'constant': scalar(draft.given.customer)})}"]
    look = replace(draft.look, roles=roles)
    role = "customer_id" if "customer_id" in roles else "customer"
    several = draft.look.rows[column].drop_nulls().n_unique()
    note = f"{counted(several, 'customer')} in it"
    if look.empty(role):
        note += f"; {counted(look.empty(role), 'row')} without one"
    rule = flow({"column": scalar(written_name(column)), "default": scalar(UNKNOWN_CUSTOMER)})
    lines = [f"  {anchor}: &{anchor} {rule}{aside(note)}"]
    if role == "customer_id" and "customer" in roles:
        named = flow(
            {"column": scalar(written_name(roles["customer"])), "default": scalar(UNKNOWN_CUSTOMER)}
        )
        lines.append(f"  {anchor}_name: &{anchor}_name {named}")
    return lines


def _environment(draft: Draft) -> list[str]:
    if "environment" in draft.roles:
        return _words(draft, "environment", "environments")
    anchor = draft.anchor("environment")
    note = "no column says it: all is taken for production"
    return [f"  {anchor}: &{anchor} {flow({'constant': 'production'})}{aside(note)}"]


def _words(draft: Draft, role: str, part: str) -> list[str]:
    """Write what each word of a column means, with the rows that hold it."""
    anchor = draft.anchor(part)
    if role not in draft.roles:
        if role == "kind":
            note = "no column says what a ticket is: all are taken for incidents"
            return [f"  {anchor}: &{anchor} {flow({'constant': 'incident'})}{aside(note)}"]
        return []
    note = f"of the column {draft.roles[role]}"
    empty = draft.look.empty(role)
    if empty and role in {"kind", "priority"}:
        note += (
            f"; {counted(empty, 'row')} without one {'is' if empty == 1 else 'are'} refused, "
            "unless a default is named below"
        )
    return [
        f"  {anchor}: &{anchor}{aside(note)}",
        *(_word(word, means) for means, word in _by_meaning(draft, role)),
    ]


def _by_meaning(draft: Draft, role: str) -> list[tuple[str | None, Word]]:
    """The words of a column with what they mean, P1 first, those that nobody knows at the end."""
    told = [(meaning(role, word.text), word) for word in draft.look.words(role)]
    return sorted(told, key=lambda one: (one[0] is None, one[0] or "", -one[1].rows))


def _word(word: Word, means: str | None, *, note: str = "") -> str:
    more = f": {note}" if note and means is None else ""
    value = STILL_OPEN if means is None else means
    return f"    {scalar(word.text)}: {value}{aside(counted(word.rows, 'row') + more)}"


def _states(draft: Draft) -> list[str]:
    """Write the statuses by what they say of the times of resolution and closing."""
    if "status" not in draft.roles or not draft.ends:
        return []
    states = draft.states
    ended = [*states["ended"], *states["unknown"]]
    return [
        *_listed(draft, "open_states", states["open"], "its times of ending are of before"),
        *_listed(draft, "cancelled_states", states["cancelled"], "it ended without being solved"),
        *_ending(draft, "resolved_states", "resolved_at", ended),
        *_ending(draft, "closed_states", "closed_at", [*ended, *states["cancelled"]]),
    ]


def _listed(draft: Draft, part: str, words: Sequence[Word], note: str) -> list[str]:
    """Write states as a list, which conditions name."""
    if not words:
        return []
    anchor = draft.anchor(part)
    told = f"while {draft.roles['status']} is one of these, {note}"
    return [
        f"  {anchor}: &{anchor}{aside(told)}",
        *(f"    - {scalar(word.text)}{aside(counted(word.rows, 'row'))}" for word in words),
    ]


def _ending(draft: Draft, part: str, end: str, words: Sequence[Word]) -> list[str]:
    """Write what each state means where a ticket has a time of ending."""
    if end not in draft.roles:
        return []
    anchor = draft.anchor(part)
    if not words:
        return [f"  {anchor}: &{anchor} {{}}"]
    told = f"{draft.roles['status']}: what {draft.roles[end]} then means"
    means = "restored" if end == "resolved_at" else "closed"
    ways = f"{means}, or move the word to a list open_states or cancelled_states"
    lines = [f"  {anchor}: &{anchor}{aside(told)}"]
    for word in words:
        known = meaning("status", word.text)
        own = "cancelled" if known == "cancelled" else means
        lines.append(_word(word, own if known else None, note=ways))
    return lines
