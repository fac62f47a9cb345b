"""A workbook to be filled by hand, made from the contract; `ingest` takes it back in."""

from ingest.template.book import template_workbook

__all__ = ["template_workbook"]
