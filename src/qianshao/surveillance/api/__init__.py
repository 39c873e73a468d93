"""The API of surveillance."""

from ninja import Router

router = Router(tags=["surveillance"])

__all__ = ["router"]
