"""发布: what goes out to the public. Pure decisions are in ``rules/releases`` and ``rules/disclosure``."""
