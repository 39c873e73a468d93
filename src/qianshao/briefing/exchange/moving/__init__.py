"""搬迁: everything of a federation in one file of open formats, and from it into an empty installation."""
