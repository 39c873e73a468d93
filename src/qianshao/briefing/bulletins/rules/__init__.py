"""How a bulletin is written: from figures to sentences, in each language by its own grammar."""
