"""What stands for dbt's adapter where sqlfluff reads the SQL: engine words as DuckDB says them."""

from __future__ import annotations

from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context


@pass_context
def dispatch(context: Context, name: str) -> Any:
    """Give DuckDB's form of a macro that is said by several engines."""
    return context.resolve(f"duckdb__{name}")
