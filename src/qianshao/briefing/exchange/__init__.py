"""Figures and records on their way to other installations and programs, and from them."""
