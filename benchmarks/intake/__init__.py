"""How many reports a second are acknowledged, beside what the parts alone can do. Run by ``python -m benchmarks``."""
