"""The API of surveillance."""

from qianshao.surveillance.api.signals import router

__all__ = ["router"]
