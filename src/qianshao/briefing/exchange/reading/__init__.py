"""Lists for other programs: read from where one has come to, with the fields that one wants."""
