"""Pages of resumption, by noun."""
