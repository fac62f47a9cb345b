"""Benchmarks, each one command; what they print is measured in that one run."""
