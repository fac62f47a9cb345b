"""Marts become something to read: the snapshot, questions, charts, pages and hand-outs."""
