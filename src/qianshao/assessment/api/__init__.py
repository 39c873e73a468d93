"""The API of assessment."""

from ninja import Router

router = Router(tags=["assessment"])

__all__ = ["router"]
