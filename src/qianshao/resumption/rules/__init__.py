"""Decisions of resumption, as pure functions."""
