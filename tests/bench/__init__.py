"""Benchmarks, run by hand: `python -m tests.bench.NAME`. Each prints one JSON object."""
