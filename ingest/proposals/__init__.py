"""A mapping is proposed from the files that it is to read; a person confirms it (docs/mappings.md).

Here files are sniffed, dates are guessed at and words are looked up: nothing of it is ever done
when a delivery is taken in.
"""
