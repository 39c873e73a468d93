"""One epidemic, event by event: the engine."""
