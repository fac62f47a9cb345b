"""Simulate: a portfolio of any size whose true answers are known from the way it was made."""

from simulate.files import Format, write
from simulate.portfolio import Portfolio, portfolio

__all__ = ["Format", "Portfolio", "portfolio", "write"]
