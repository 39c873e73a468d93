"""Outbreak detection on arrays: NumPy in, small typed results out; no Django."""
