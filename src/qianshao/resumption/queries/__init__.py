"""Questions to resumption. A Scope comes first; what it does not cover does not exist for the asker."""
