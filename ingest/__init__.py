"""A delivery of files becomes rows of raw: contract, readers, mapping, check, load, calendars."""
