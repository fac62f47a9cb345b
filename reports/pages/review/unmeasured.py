"""What could not be measured: nothing where everything could."""

from __future__ import annotations

from reports.pages import not_measured
from reports.pages.scope import Scope


def show(scope: Scope) -> None:
    """The section of the page Attainment, with files of its own."""
    not_measured.show(scope, name="review_not_measured")
