"""Other programs are told that something has happened, at least once, signed."""
