"""Log-in by an OpenID provider of the federation's own: it says who somebody is, never what they may do."""
