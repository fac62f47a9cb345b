"""Quota forecasts: pure functions over arrays."""
