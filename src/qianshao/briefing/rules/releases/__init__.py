"""Releases as plain values: tables, what is shown of them, how they are written, what has changed."""
