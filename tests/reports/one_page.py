"""One page by itself, as AppTest runs it: page, snapshot, customer, month stand in the address."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from pathlib import Path

import streamlit as st

from reports.pages.answers import answer
from reports.pages.scope import Customer, Month, Scope
from reports.snapshot import opened

snapshot_path = Path(st.query_params["snapshot"])
snapshot = opened(snapshot_path.parent, snapshot_path.name)
(customer,) = (
    Customer(**row)
    for row in answer(snapshot, "customers").to_dicts()
    if row["customer_id"] == st.query_params["customer"]
)
month = Month(date.fromisoformat(st.query_params["month"]), has_verdicts=True, is_over=True)
name = st.query_params.get("page", "quota")
page = import_module(f"reports.pages.{name}")
page.show(Scope(snapshot, customer, month, of_all=name == "portfolio"))
