"""A day at a glance: places for the map, and the figures of the charts."""

from qianshao.briefing.day.queries.figures import Figures, figures
from qianshao.briefing.day.queries.outlines import outlines
from qianshao.briefing.day.queries.places import MOST_LISTED, Listed, Places, listed, places

__all__ = ["MOST_LISTED", "Figures", "Listed", "Places", "figures", "listed", "outlines", "places"]
