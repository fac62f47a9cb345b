"""Pictures: each a function from the rows of one question to a chart, for pages and hand-outs."""
