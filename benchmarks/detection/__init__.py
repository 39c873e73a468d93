"""How well and how fast detection works: ``python -m benchmarks detection``, or one part of it by its name."""
