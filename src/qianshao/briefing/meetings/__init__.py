"""The daily meeting: it prepares itself from the records, and what is decided in it becomes commitments."""
