"""The keys of bodies: what is sealed to one is opened by its officers, and by nobody who has only the server."""
