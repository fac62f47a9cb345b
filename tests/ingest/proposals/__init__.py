"""Tests of the proposal of mappings."""
