"""Portfolio: every customer's month side by side, those with the most harm first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import polars as pl
import streamlit as st

from reports import portfolio_words, range_words, wording
from reports.addresses import page_address
from reports.charts import small_multiples, style
from reports.charts.funnel import MOST_NUMBERED
from reports.pages import answers, parts
from reports.pages.answers import answer, everyones_answer
from reports.pages.parts import ROWS_SHOWN
from reports.pages.scope import Scope
from reports.pages.whose import say_unknown

NUMBERS = ("Missed P1", "Missed P2", "Missed", "Met", "Share met", "95 % interval", "Late in all",
           "Major findings", "Likely misses", "Quota runs out", "Chance", "Findings", "Customers",
           "Late steps", "Decided", "Limits of 95 %", "Limits of 99.8 %", "No.", "Opened",
           "Middle", "Four in five", "Past forecasts", "Held")  # fmt: skip
UNBROKEN = ("Customer", "Month", "Rule", "Asked for", "All gone by", "Runs out")
PANELS, FROM = 24, "filter_from"
# The figure behind a column that leads somewhere only where there is one.
OF = {"Exit": "exit_stage", "Quota runs out": "quota_chance", "Major findings": "major_findings"}

_table = partial(parts.table, numbers=NUMBERS, unbroken=UNBROKEN, of_all=True)

Links = Mapping[str, Sequence[str | None]]


def show(scope: Scope) -> None:
    """The page, from the month's figures to what may go wrong next."""
    customers = everyones_answer(scope.everyone, "portfolio_customers")
    _show_totals(scope, customers)
    _show_customers(scope, customers)
    _show_twelve_months(scope, customers)
    _show_funnel(scope)
    _show_trend(scope)
    _show_volumes(scope)
    _show_quotas(scope)
    _show_exits(scope)
    _show_findings(scope)


def _show_totals(scope: Scope, customers: pl.DataFrame) -> None:
    month = scope.month.month
    response, restoration = everyones_answer(scope.everyone, "portfolio_totals").to_dicts()
    figures = {
        "Customers with a verdict": wording.number(response["customers"]),
        "Clocks decided": wording.number(int(response["all_decided"])),
        "Response met": _met(response),
        "Restoration met": _met(restoration),
        "Missed": wording.count_range(
            int(response["all_breached"]), int(response["all_not_measurable"])
        ),
    }
    with st.container(horizontal=True, gap="medium"):
        for label, figure in figures.items():
            st.metric(label, figure.capitalize(), width="content")
    parts.say(portfolio_words.metric_sentence(response, month))
    parts.say(portfolio_words.metric_sentence(restoration, month))
    parts.say(portfolio_words.harm_sentence(customers, int(response["all_breached"]), month))


def _met(row: Mapping[str, int]) -> str:
    return wording.n_of_n(row["met"], row["decided"], row["not_measurable"])


def _show_customers(scope: Scope, customers: pl.DataFrame) -> None:
    st.header("Customers by harm")
    if customers.is_empty():
        st.write("No target was missed, so there is nobody to list.")
        return
    shown = customers.head(ROWS_SHOWN)
    _table(
        scope,
        portfolio_words.customer_rows(shown),
        caption=f"{wording.counted(customers.height, 'customer')} with {_harm(customers)}: most "
        "missed P1 first, then missed P2, then time late",
        name="customers_by_harm",
        record=customers,
        of=customers.height,
        links=_links(scope, shown, {"Customer": "", "Missed": "attainment#missed", "Exit": "exits",
                                    "Quota runs out": "quota", "Major findings": "findings"}),
    )  # fmt: skip
    st.caption(
        "Likely misses: open clocks more likely to be missed than not. These, quotas and exits "
        f"stand {scope.as_of_text}; all else is the month's."
    )


def _harm(customers: pl.DataFrame) -> str:
    return "clocks missed or not measurable" if style.has_ranges(customers) else "missed clocks"


def _show_twelve_months(scope: Scope, harmed: pl.DataFrame) -> None:
    st.header("Twelve months of each customer")
    rows = everyones_answer(scope.everyone, "portfolio_months")
    if rows.is_empty():
        st.write("Nothing was decided in these twelve months.")
        return
    ordered = list(dict.fromkeys([*harmed["customer_id"], *rows["customer_id"]]))
    first = _choose_first(len(ordered))
    shown = ordered[first : first + PANELS]
    lowest = wording.share(small_multiples.lowest_share(rows, shown))
    st.caption(
        f"Share of clocks met, from {lowest} to 100 %: blue with discs is restoration, orange and "
        "broken response; bars: clocks decided, all to one scale. Most harm in the month first, "
        f"{scope.as_of_text}."
    )
    if style.has_ranges(rows.filter(pl.col("customer_id").is_in(shown))):
        st.caption(f"{range_words.LEGEND}.")
    addresses = tuple((one, _address(scope, "", one)) for one in shown)
    st.html(answers.customers_pictures(scope.everyone, addresses))
    with parts.figures("The figures behind these pictures"):
        months = pl.concat(rows.filter(customer_id=one) for one in shown)
        _table(
            scope,
            portfolio_words.month_rows(months),
            caption="Met of decided, restoration and response together with their months",
            name="twelve_months",
            record=rows,
        )


def _choose_first(customers: int) -> int:
    """Where the pictures begin: the address says, by the place of the first."""
    places = [str(place) for place in range(1, customers + 1, PANELS)]
    asked = st.query_params.get("from", "1")
    if asked not in places:
        say_unknown("place in the list", asked)
    chosen = asked if asked in places else "1"
    if len(places) > 1:
        st.session_state[FROM] = chosen
        st.selectbox(
            "Customers",
            places,
            key=FROM,
            format_func=lambda place: portfolio_words.places(int(place), PANELS, customers),
            on_change=_write_first,
            width=260,
        )
    return int(chosen) - 1


def _write_first() -> None:
    st.query_params["from"] = st.session_state[FROM]


def _show_funnel(scope: Scope) -> None:
    st.header("More than chance")
    rows = everyones_answer(scope.everyone, "portfolio_funnel").filter(
        pl.col("customer_id").is_not_null()
    )
    for column, metric in zip(st.columns(2, gap="large"), wording.METRICS, strict=True):
        with column:
            _show_funnel_of(scope, rows.filter(metric=metric), metric)
    if rows.is_empty():
        return
    with parts.figures("Every customer against the limits"):
        shown = rows.head(ROWS_SHOWN)
        _table(
            scope,
            portfolio_words.funnel_rows(shown),
            caption=f"The furthest below the share of all first, {scope.as_of_text}",
            name="against_the_limits",
            record=rows,
            of=rows.height,
            links=_links(scope, shown, {"Customer": ""}),
        )


def _show_funnel_of(scope: Scope, rows: pl.DataFrame, metric: str) -> None:
    if rows.is_empty():
        st.write(f"No {metric} clock was decided.")
        return
    parts.chart(
        answers.funnel_chart(scope.everyone, metric),
        alt=f"{metric.capitalize()}: share met against clocks decided, with limits; the tables "
        "below hold it.",
    )
    parts.say(portfolio_words.chance_sentence(rows))
    outside = rows.filter(pl.col("standing").is_in(portfolio_words.OUTSIDE))
    if not outside.is_empty():
        shown = outside.head(MOST_NUMBERED)
        _table(
            scope,
            portfolio_words.outside_rows(shown),
            caption="Outside, numbered as in the picture, where a number has room",
            name=f"{metric}_outside",
            record=outside,
            of=outside.height,
            links=_links(scope, shown, {"Customer": ""}),
        )


def _show_trend(scope: Scope) -> None:
    st.header("The whole")
    rows = everyones_answer(scope.everyone, "portfolio_trend")
    if rows.is_empty():
        st.write("Nothing was decided in these two years.")
        return
    parts.chart(
        answers.portfolio_trend_chart(scope.everyone),
        alt="Share of clocks met by month over all customers, response and restoration; the table "
        "below holds it.",
    )
    with parts.figures():
        _table(
            scope,
            portfolio_words.trend_rows(rows),
            caption=f"By clock and month, the latest first, {scope.as_of_text}",
            name="trend_of_all",
            record=rows,
        )


def _show_volumes(scope: Scope) -> None:
    st.header("Tickets, and three months to come")
    rows = answer(scope.snapshot, "portfolio_volumes")
    if rows.is_empty():
        st.write("No ticket was opened.")
        return
    for column, kind in zip(st.columns(2, gap="large"), portfolio_words.KIND_NAMES, strict=True):
        with column:
            parts.chart(
                answers.volume_chart(scope.everyone, kind),
                alt=f"{portfolio_words.KIND_NAMES[kind]} opened by month and a range for the three "
                "months to come; the table below holds them.",
            )
            parts.say(portfolio_words.coming_sentence(rows.filter(kind=kind)))
    for sentence in portfolio_words.held_sentences(answer(scope.snapshot, "volume_scores")):
        parts.say(sentence)
    with parts.figures("The figures behind these charts"):
        _table(
            scope,
            portfolio_words.volume_rows(rows),
            caption=f"Tickets by kind and month in UTC, the latest first, {scope.as_of_text}",
            name="volumes",
            record=rows,
        )


def _show_quotas(scope: Scope) -> None:
    st.header("Quotas likeliest to run out")
    quotas = answer(scope.snapshot, "portfolio_quotas")
    if quotas.is_empty():
        st.write("No open quota is forecast to run out.")
        return
    parts.chart(
        answers.quota_chances_chart(scope.everyone),
        alt="Open quotas by the chance that they run out; the table below holds them.",
    )
    with parts.figures():
        shown = quotas.head(ROWS_SHOWN)
        _table(
            scope,
            portfolio_words.quota_rows(shown),
            caption=f"The likeliest first, {scope.as_of_text}",
            name="quotas",
            record=quotas,
            of=quotas.height,
            links=_links(scope, shown, {"Customer": "quota"}),
        )


def _show_exits(scope: Scope) -> None:
    st.header("Exits under way")
    exits = answer(scope.snapshot, "exits").filter(pl.col("stage") != "closed")
    if exits.is_empty():
        st.write("No exit is under way.")
        return
    parts.chart(
        answers.open_exits_chart(scope.everyone),
        alt="Each exit under way over time: data held, in backups, gone; the table below holds it.",
    )
    _table(
        scope,
        portfolio_words.exit_rows(exits),
        caption=f"{wording.counted(exits.height, 'exit')}, the latest first, {scope.as_of_text}",
        name="exits_under_way",
        record=exits,
        links=_links(scope, exits, {"Customer": "exits"}),
    )


def _show_findings(scope: Scope) -> None:
    st.header("Broken rules")
    rows = everyones_answer(scope.everyone, "portfolio_findings")
    month = scope.month.month
    if rows.is_empty():
        st.write(f"No rule was broken in {wording.month_name(month)}.")
        return
    customer_id = scope.customer.customer_id
    leads = [
        page_address("findings", customer_id, month, of="all", rule=rule)
        for rule in rows["rule_id"]
    ]
    _table(
        scope,
        portfolio_words.finding_rows(rows),
        caption=f"Findings of {wording.month_name(month)}, the gravest first, {scope.as_of_text}",
        name="findings_by_rule",
        record=rows,
        links={"Rule": leads, "Findings": leads},
    )


def _links(scope: Scope, rows: pl.DataFrame, pages: Mapping[str, str]) -> Links:
    """By column the page that each row's cell leads to, for the row's customer.

    What a row has nothing of leads nowhere.
    """
    return {
        column: [
            _address(scope, page, row["customer_id"]) if row.get(OF.get(column, ""), 1) else None
            for row in rows.to_dicts()
        ]
        for column, page in pages.items()
    }


def _address(scope: Scope, page: str, customer_id: str) -> str:
    """A page of that customer, or a part of it (`attainment#missed`); the first has no name."""
    name, _, part = page.partition("#")
    address = page_address(f"./{name}", customer_id, scope.month.month)
    return f"{address}#{part}" if part else address
