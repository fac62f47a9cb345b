"""A shipped mapping is made one's own: its lines to change are filled for the files at hand."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from ingest.instants import days, instants
from ingest.mapping import Mapping
from ingest.named import counted
from ingest.open_places import OPEN
from ingest.proposals.dictionary import meaning, words
from ingest.proposals.draft import UNKNOWN_CUSTOMER, written_name
from ingest.proposals.edits import Edits
from ingest.proposals.fits import Fit
from ingest.proposals.look import Look
from ingest.proposals.names import files_pattern
from ingest.proposals.questions import Answers
from ingest.proposals.unlisted import Unlisted, unlisted_words
from ingest.yaml_places import Location
from ingest.yaml_text import aside, flow, flow_list, remark, scalar

# It reads the lists of all desks, so its zone is the desk's. The others know how their product
# stores times: where they say UTC, it is UTC.
OF_ANY_DESK = "flat"
STORED = "UTC"


def adapted(
    shipped: Mapping, fits: Sequence[Fit], looks: Sequence[Look], given: Answers
) -> tuple[str, tuple[str, ...]]:
    """Fill the lines to change for these files; returns the text, and what is to be said of it.

    What nobody answered and no dictionary knows becomes a question mark.
    """
    edits = Edits(shipped.text, name=shipped.name)
    said: list[str] = []
    for place, source in enumerate(shipped.sources):
        if "agreements" in source.records:
            _put_terms(edits, ("sources", place, "records"), given)
    for one, look in zip(fits, looks, strict=True):
        at: Location = ("sources", one.place)
        if shipped.source_for(one.path) is not one.source:
            edits.put((*at, "files"), flow_list([*one.source.files, files_pattern([one.path])]))
        _put_form(edits, at, one)
        said += _put_customer(edits, at, one, look, given)
        said += _put_zone(edits, at, one, look, given, shipped=shipped)
        said += _put_forms_of_time(edits, at, one, look, given)
        for found in unlisted_words(one):
            _enter_words(edits, at, found)
        if one.absent:
            names = ", ".join(one.absent)
            said.append(f"{one.path.name} has no {names}: what depends on that stays empty.")
    files = ", ".join(one.path.name for one in fits)
    head = remark(
        f"The shipped mapping {shipped.name}; `service-review mapping init --as {shipped.name}` "
        f"filled its lines to change for {files}."
    )
    return "\n".join([*head, edits.done()]), tuple(dict.fromkeys(said))


def _put_terms(edits: Edits, records: Location, given: Answers) -> None:
    if not given.has_terms:
        edits.take_out(records, "agreements")
        return
    terms = {
        "starts_on": given.starts_on,
        "ends_on": given.ends_on,
        "time_zone": given.zone,
        "support_region": given.region,
    }
    for at in edits.rules((*records, "agreements")):
        for column, value in terms.items():
            edits.put((*at, column, "constant"), scalar(OPEN if value is None else str(value)))


def _put_form(edits: Edits, at: Location, one: Fit) -> None:
    """Write what of the file's form is otherwise than the mapping says."""
    declared, own = one.source.dialect, one.dialect
    changed: dict[str, str] = {}
    if own.delimiter != declared.delimiter:
        changed["delimiter"] = "tab" if own.delimiter == "\t" else scalar(own.delimiter or ",")
    if own.encoding != declared.encoding:
        changed["encoding"] = scalar(own.encoding)
    if own.header != declared.header:
        changed["header"] = str(own.header)
    if own.repeats != declared.repeats:
        changed["repeats"] = "first"
    if own.sheet != declared.sheet:
        changed["sheet"] = scalar(own.sheet or "")
    if own.sheets != declared.sheets:
        changed["sheets"] = flow_list(own.sheets or ())
    if not changed:
        return
    if edits.node((*at, "format")) is None:
        edits.set(at, "format", flow(changed))
        return
    for name, value in changed.items():
        edits.set((*at, "format"), name, value)


def _put_customer(edits: Edits, at: Location, one: Fit, look: Look, given: Answers) -> list[str]:
    """Say whose the tickets are where the columns that the mapping reads are not in the file."""
    if one.names_customers:
        return []
    column = given.customer_column or look.roles.get("customer_id", look.roles.get("customer"))
    if given.customer is not None:
        value = flow({"constant": scalar(given.customer)})
    elif column is not None:
        named = {"column": scalar(written_name(column)), "default": scalar(UNKNOWN_CUSTOMER)}
        value = flow(named)
    else:
        value = scalar(OPEN)
    for rule in edits.rules((*at, "records", "customers")):
        edits.put((*rule, "customer_id"), value)
    return [f"{one.path.name}: its column {column} says whose a ticket is."] if column else []


def _put_zone(  # noqa: PLR0913  # each is a part of what is at hand
    edits: Edits, at: Location, one: Fit, look: Look, given: Answers, *, shipped: Mapping
) -> list[str]:
    if look.offsets or edits.node((*at, "time_zone")) is None:
        return []
    if one.source.time_zone != STORED or shipped.name == OF_ANY_DESK:
        edits.put((*at, "time_zone"), scalar(given.zone or OPEN))
        return []
    return [
        f"{one.path.name}: its times say no offset and are taken for UTC, as {shipped.name} stores "
        "them. Where this file shows local times, change the zone in the mapping."
    ]


def _put_forms_of_time(
    edits: Edits, at: Location, one: Fit, look: Look, given: Answers
) -> list[str]:
    """Write how times are written where the mapping would not read them so."""
    is_ordered = look.order.decided != "year-month-day"
    order = given.day_order or look.order.decided
    if is_ordered and order != one.source.day_order:
        edits.set(at, "day_order", scalar(order or OPEN))
    unread = _unread(one, look, order or one.source.day_order)
    if unread is None:
        return []
    forms = look.forms(order)
    if not forms.formats:
        return [
            f"{one.path.name}: {unread!r} is not a time in any known form: name its form in the "
            "mapping, in time_formats."
        ]
    # Forms that the mapping has for other files, and those of this one.
    kept = [] if forms.has_paired else list(one.source.time_formats or ())
    edits.set(at, "time_formats", flow_list(dict.fromkeys([*kept, *forms.formats])))
    return []


def _unread(one: Fit, look: Look, order: str) -> str | None:
    """Give the first time that the source would not read with an order of day and month."""
    reading = one.source.model_copy(update={"day_order": order}).reading
    for column in look.times.values():
        cells = one.rows[column].drop_nulls()
        if cells.dtype == pl.String:
            read = instants(cells, reading).is_not_null() | days(cells, reading).is_not_null()
            wrong = cells.filter(~read)
            if len(wrong):
                return str(wrong[0])
    return None


def _enter_words(edits: Edits, at: Location, found: Unlisted) -> None:
    """Add words that the mapping does not list; what the dictionary does not know stays open."""
    where: Location = (*at, *found.at)
    if edits.node((*where, "words")) is None:
        # A single rule stands without a list around it.
        where = (*where[:-2], where[-1])
    for word, rows in found.words:
        known = meaning(found.role, word) if found.role in words() else None
        # What a state means at a time of ending, the ends that the rule names say.
        if found.role == "status" and found.at[0] == "records" and known not in found.meanings:
            known = None
        edits.enter(
            (*where, "words"),
            scalar(word),
            scalar(known or OPEN),
            note=aside(counted(rows, "row")),
        )
