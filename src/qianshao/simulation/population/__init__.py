"""Who works where, and lives with whom."""
