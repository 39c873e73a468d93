from qianshao.briefing.models.exchange import Arrival, Dispatch, Lower, Upper

__all__ = ["Arrival", "Dispatch", "Lower", "Upper"]
