"""A mapping is proposed from the files that it is to read; a person confirms it (docs/mappings.md).

Here files are sniffed, dates are guessed at and words are looked up: no value of a delivery is
ever read by it. It is only said of a refused time which form a mapping would have to name.
"""
