from qianshao.briefing.models.exchange import Arrival, Delivery, DeliveryState, Dispatch, Hook, Lower, Upper

__all__ = ["Arrival", "Delivery", "DeliveryState", "Dispatch", "Hook", "Lower", "Upper"]
