"""The roll call: the board at the hour by which reports were due."""
