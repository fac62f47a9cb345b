from __future__ import annotations

import pytest

from simulate import Portfolio, portfolio


@pytest.fixture(scope="session")
def default_portfolio() -> Portfolio:
    return portfolio()


@pytest.fixture(scope="session")
def small_portfolio() -> Portfolio:
    return portfolio(seed=7, customers=4, months=3)
