"""Pages of the dashboard: each a question, a chart, a sentence."""
