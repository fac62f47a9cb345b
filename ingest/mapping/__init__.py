"""Mappings: a YAML file that brings a foreign export to the contract (docs/mappings.md)."""

from ingest.mapping.columns import ColumnRule, ValueRule
from ingest.mapping.logs import LogRule
from ingest.mapping.records import EntityRule
from ingest.mapping.source import Mapping, SourceRule

__all__ = ["ColumnRule", "EntityRule", "LogRule", "Mapping", "SourceRule", "ValueRule"]
