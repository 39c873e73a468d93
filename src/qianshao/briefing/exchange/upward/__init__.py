"""上送: the figures of a territory go to the installation above, which sees who is late."""
