"""Makes the demo: a real district, generated workplaces, and one morning replayed through the ordinary actions."""

from __future__ import annotations
