"""The bulletin for the level above: sentences from the records, with the figures frozen beside them."""
